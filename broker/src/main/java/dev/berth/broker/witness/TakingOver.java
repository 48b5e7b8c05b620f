package dev.berth.broker.witness;

import dev.berth.broker.alias.Failover;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.witness.Asking.Question;
import dev.berth.broker.witness.JdbcWatches.Contact;
import dev.berth.broker.witness.JdbcWatches.Watch;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Kind;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import dev.berth.broker.witness.TakeOverPlan.Situation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes an alias over from a region that is gone. First this region promises itself to grant nothing more, then it asks for
 * the witness's vote, then it claims: cut off anywhere, the next round goes on from what was said.
 */
@Component
class TakingOver {

    private static final Logger LOG = LoggerFactory.getLogger(TakingOver.class);

    private final JdbcWatches watches;
    private final JdbcGrants grants;
    private final Asking asking;
    private final Gaps gaps;
    private final Failover failover;

    TakingOver(JdbcWatches watches, JdbcGrants grants, Asking asking, Gaps gaps, Failover failover) {
        this.watches = watches;
        this.grants = grants;
        this.asking = asking;
        this.gaps = gaps;
        this.failover = failover;
    }

    /** What this region sees of an alias that another one serves. */
    Situation situation(RegionMap map, Watch watch, ConnectionAlias alias) {
        var standing = RegionPlanner.standing(map, alias);
        Optional<Grant> grant = grants.find(alias.id());
        Contact witness = watches.contact(alias.id(), LeaseKeeping.witness(watch));
        Duration gone = Stream.of(grant.map(Grant::age), Optional.ofNullable(witness.renewed()))
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
        int losing = standing.active().map(from -> gaps.people(from, gone)).orElse(0);
        return new Situation(map.self(), alias, standing, watch, grant, witness, losing);
    }

    /** The next step of the region that stands by. */
    void standBy(RegionMap map, Watch watch, ConnectionAlias alias) {
        long epoch = RegionPlanner.standing(map, alias).epoch();
        Optional<Answer> look = asking.one(watch, new Question(Kind.LOOK, epoch, 0), LeaseKeeping.witness(watch));
        Situation seen = situation(map, watch, alias);
        if (seen.promise().isEmpty()) {
            look.ifPresent(answer -> giveUp(watch, answer, epoch, map.self().value()));
        }
        if (!TakeOverPlan.obstacles(seen).isEmpty()) {
            return;
        }
        Optional<Grant> promise = seen.promise();
        long next = promise.map(Grant::epoch).orElseGet(() -> RegionPlanner.nextEpoch(map, alias));
        if (promise.isEmpty() && !grants.promise(alias.id(), epoch, next)) {
            return;
        }
        Optional<Answer> answer = asking.one(watch, new Question(Kind.VOTE, epoch, next), LeaseKeeping.witness(watch));
        if (LeaseKeeping.is(answer, Verdict.VOTED)) {
            grants.whilePromised(alias.id(), next, () -> claim(seen, alias, epoch));
        } else if (answer.isPresent() && answer.get().verdict() != Verdict.STALE) {
            LOG.info(
                    "The witness does not vote for this region to serve {}: {}",
                    alias.name(),
                    answer.get().sentence());
            grants.takeBack(alias.id(), next, epoch, seen.active());
        }
    }

    /** A vote that came to no claim, since the other region was heard again: the witness is to hear it again too. */
    private void giveUp(Watch watch, Answer look, long epoch, String self) {
        if (self.equals(look.holder()) && look.epoch() >= epoch) {
            asking.one(watch, new Question(Kind.RELEASE, look.epoch(), 0), LeaseKeeping.witness(watch));
        }
    }

    private void claim(Situation seen, ConnectionAlias alias, long epoch) {
        failover.redirect(
                alias.id(),
                seen.self(),
                epoch,
                alias.name(),
                "By itself: region %s did not renew its lease for %d s or more, and the witness %s gave its vote."
                        .formatted(
                                seen.active(),
                                LeaseTerms.WAIT.toSeconds(),
                                seen.watch().witness()),
                new Actor.Berth());
    }

    /** Sentences: why it would not take over now. */
    List<String> obstacles(RegionMap map, Watch watch, ConnectionAlias alias) {
        return TakeOverPlan.obstacles(situation(map, watch, alias));
    }
}
