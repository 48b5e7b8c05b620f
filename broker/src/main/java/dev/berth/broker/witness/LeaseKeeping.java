package dev.berth.broker.witness;

import dev.berth.broker.region.AliasClaim;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.AliasState;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcLeases;
import dev.berth.broker.region.JdbcLeases.Lease;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.witness.Asking.Question;
import dev.berth.broker.witness.JdbcWatches.Watch;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Kind;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Keeps the lease of the region that serves an alias. One is bound to a lease only once both its peer and its witness
 * answered, and from then on serves while either of the two renews it. What unbinds it is the word of one of them that it
 * takes nothing over, respectively votes for nobody: taking over needs both.
 */
@Component
class LeaseKeeping {

    private final JdbcLeases leases;
    private final JdbcWatches watches;
    private final Asking asking;

    LeaseKeeping(JdbcLeases leases, JdbcWatches watches, Asking asking) {
        this.leases = leases;
        this.watches = watches;
        this.asking = asking;
    }

    /** The other region of an alias of two that both serve; empty where there is nothing to keep a lease for. */
    static Optional<RegionName> other(RegionMap map, ConnectionAlias alias) {
        boolean stands = alias.regions().size() == 2
                && RegionPlanner.standing(map, alias).state() == AliasState.ASSOCIATED;
        return alias.regions().stream()
                .filter(region -> stands && !region.equals(map.self()))
                .findFirst();
    }

    /** The next step of the region that serves the alias. */
    void serve(RegionMap map, Watch watch, ConnectionAlias alias) {
        AliasStanding standing = RegionPlanner.standing(map, alias);
        Optional<RegionName> other = other(map, alias);
        Optional<Lease> lease = leases.find(alias.id());
        if (!watch.wanted() || other.isEmpty()) {
            giveBack(watch, lease, standing.epoch(), alias.regions().stream().filter(one -> !one.equals(map.self())));
        } else if (lease.filter(one -> one.epoch() == standing.epoch()).isPresent()) {
            renew(watch, standing.epoch(), other.get());
        } else {
            // What is left of another epoch means nothing, but nodes would end tunnels when its time is over.
            lease.ifPresent(old -> leases.unbind(watch.alias()));
            bind(watch, standing.epoch(), other.get());
        }
    }

    /** It serves by a lease from then on, so it begins only where both answer. */
    private void bind(Watch watch, long epoch, RegionName other) {
        Instant asked = leases.now();
        var peer = new Listener.Peer(other);
        List<Optional<Answer>> answers = Stream.concat(
                        asking.all(watch, renewal(epoch), List.of(witness(watch))).stream(),
                        asking.all(watch, new Question(Kind.LOOK, epoch, 0), List.of(peer)).stream())
                .toList();
        if (is(answers.getFirst(), Verdict.GRANTED) && is(answers.getLast(), Verdict.SEEN)) {
            leases.bind(watch.alias(), epoch, asked, LeaseTerms.LENGTH);
            asking.one(watch, renewal(epoch), peer);
        }
    }

    private void renew(Watch watch, long epoch, RegionName other) {
        Instant asked = leases.now();
        var peer = new Listener.Peer(other);
        List<Optional<Answer>> answers = asking.all(watch, renewal(epoch), List.<Listener>of(witness(watch), peer));
        if (answers.stream().anyMatch(answer -> is(answer, Verdict.GRANTED))) {
            leases.renew(watch.alias(), epoch, asked, LeaseTerms.LENGTH);
        }
        if (is(answers.getLast(), Verdict.OFF)) {
            leases.unbind(watch.alias());
        } else if (is(answers.getLast(), Verdict.GRANTED)
                && !watches.contact(watch.alias(), witness(watch)).within(LeaseTerms.SUSPEND)
                && is(asking.one(watch, new Question(Kind.RELEASE, epoch, 0), peer), Verdict.RELEASED)) {
            // Without its witness a line that falls would stop this region and nobody would begin.
            leases.unbind(watch.alias());
        }
    }

    /** Whoever says that it lets go of it does not take over, and alone the other one cannot. */
    private void giveBack(Watch watch, Optional<Lease> lease, long epoch, Stream<RegionName> others) {
        if (lease.isPresent()) {
            List<Listener> listeners = Stream.<Listener>concat(
                            Stream.of(witness(watch)), others.map(Listener.Peer::new))
                    .toList();
            boolean released = asking.all(watch, new Question(Kind.RELEASE, epoch, 0), listeners).stream()
                    .anyMatch(answer -> is(answer, Verdict.RELEASED) || is(answer, Verdict.OFF));
            if (released) {
                leases.unbind(watch.alias());
            }
        } else if (!watch.wanted()) {
            watches.drop(watch.alias());
        }
    }

    /** Of an alias that this region does not stand for any more. */
    void letGo(Watch watch, boolean known) {
        leases.unbind(watch.alias());
        if (!known || !watch.wanted()) {
            watches.drop(watch.alias());
        }
    }

    /** A region that another one's claim stopped needs no lease to say so. */
    void standDown(Watch watch, Optional<AliasClaim> claim) {
        leases.find(watch.alias())
                .filter(lease ->
                        claim.filter(one -> one.epoch() > lease.epoch()).isPresent())
                .ifPresent(lease -> leases.unbind(watch.alias()));
        if (!watch.wanted() && leases.find(watch.alias()).isEmpty()) {
            watches.drop(watch.alias());
        }
    }

    private static Question renewal(long epoch) {
        return new Question(Kind.RENEW, epoch, 0);
    }

    static Listener witness(Watch watch) {
        return new Listener.Witness(watch.witness());
    }

    static boolean is(Optional<Answer> answer, Verdict verdict) {
        return answer.filter(one -> one.verdict() == verdict).isPresent();
    }
}
