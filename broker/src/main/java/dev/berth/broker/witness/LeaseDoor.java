package dev.berth.broker.witness;

import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.standby.PeerKey;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Ask;
import dev.berth.broker.witness.LeaseTalk.Kind;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where peers ask for leases, and regions for a witness's grants and votes. Only who knows the secret is answered; what is
 * said is bounded and looked at before anything is done.
 */
@Component
public class LeaseDoor {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseDoor.class);
    private static final long MOST_NUMBER = Long.MAX_VALUE / 4;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Keys keys;
    private final JdbcRegions regions;
    private final JdbcWatches watches;
    private final JdbcGrants grants;

    LeaseDoor(Keys keys, JdbcRegions regions, JdbcWatches watches, JdbcGrants grants) {
        this.keys = keys;
        this.regions = regions;
        this.watches = watches;
        this.grants = grants;
    }

    /** Who may ask. */
    @Component
    record Keys(PeerKey peer, WitnessKey witness, JdbcPeers peers) {}

    /**
     * What is asked.
     *
     * @param from the region that asks, as it says
     * @param sum that goes with it, as it says
     */
    public record Asked(String from, String target, String sum, byte[] body) {}

    /**
     * What is answered.
     *
     * @param sum that goes with it
     */
    public record Answered(byte[] body, String sum) {}

    /** Empty for whoever cannot show that they may ask. */
    public Optional<Answered> answer(Asked asked) {
        boolean asWitness = asked.target().equals(LeaseTalk.TO_WITNESS);
        if (!asWitness && !asked.target().equals(LeaseTalk.TO_PEER) || asked.body().length > LeaseTalk.MOST_BYTES) {
            return Optional.empty();
        }
        RegionName self = asWitness ? WitnessKey.NAME : regions.self();
        return asker(asked, self, asWitness).map(from -> {
            byte[] body = JSON.writeValueAsBytes(answer(from, asked, asWitness));
            return new Answered(body, key(from, asWitness).sign(self, from, PeerKey.answerTo(asked.sum()), body));
        });
    }

    private PeerKey key(RegionName from, boolean asWitness) {
        return asWitness ? keys.witness().of(from) : keys.peer();
    }

    private Optional<RegionName> asker(Asked asked, RegionName self, boolean asWitness) {
        try {
            var from = new RegionName(asked.from());
            return Optional.of(from)
                    .filter(region ->
                            key(region, asWitness).verify(region, self, asked.target(), asked.body(), asked.sum()))
                    .filter(region -> asWitness || isPaired(region));
        } catch (IllegalArgumentException e) {
            LOG.debug("Somebody who is no region asked for a lease.", e);
            return Optional.empty();
        }
    }

    private boolean isPaired(RegionName region) {
        return keys.peers()
                .find(region)
                .filter(peer -> peer.state() == Peer.State.PAIRED)
                .isPresent();
    }

    private Answer answer(RegionName from, Asked asked, boolean asWitness) {
        try {
            @Nullable Ask ask = JSON.readValue(asked.body(), Ask.class);
            if (ask == null || ask.kind() == null || ask.alias() == null || ask.witness() == null || !isCounted(ask)) {
                throw new IllegalArgumentException("A question lacks what it is about: " + ask);
            }
            return asWitness ? asWitness(from, ask) : asPeer(from, ask);
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.info("Region {} asked what is no question.", from, e);
            return new Answer(
                    Verdict.REFUSED, regions.self().value(), 0, 0, null, 0, "The question is none that is known here.");
        }
    }

    private static boolean isCounted(Ask ask) {
        return ask.epoch() >= 0
                && ask.epoch() < MOST_NUMBER
                && ask.next() >= 0
                && ask.next() < MOST_NUMBER
                && ask.number() > 0
                && ask.number() < MOST_NUMBER;
    }

    private Answer asWitness(RegionName from, Ask ask) {
        RegionMap map = regions.map();
        Optional<ConnectionAlias> own = map.alias(new AliasId(ask.alias()))
                .filter(alias -> alias.regions().contains(map.self()));
        if (own.isPresent() || from.equals(map.self())) {
            return grants.plain(
                    Verdict.REFUSED, "Region " + map.self() + " is one of the two. A witness is a third place.", ask);
        }
        return grants.rule(from, ask, holder -> keys.witness().areTogether(from, holder), known -> known);
    }

    /** A peer grants leases of an alias that it watches too, with the same witness; it votes for nobody. */
    private Answer asPeer(RegionName from, Ask ask) {
        var id = new AliasId(ask.alias());
        RegionMap map = regions.map();
        Optional<ConnectionAlias> alias =
                map.own().filter(one -> one.id().equals(id) && one.regions().contains(from));
        if (ask.kind() == Kind.VOTE || alias.isEmpty()) {
            return grants.plain(Verdict.REFUSED, "This region is no peer of that alias.", ask);
        }
        boolean watched = watches.find(id)
                .filter(watch -> watch.wanted() && watch.witness().toString().equals(ask.witness()))
                .isPresent();
        if (!watched) {
            grants.forget(id);
            return grants.plain(
                    Verdict.OFF,
                    "Region " + map.self() + " has not switched it on, or names another witness than " + ask.witness()
                            + ".",
                    ask);
        }
        return grants.rule(from, ask, holder -> true, known -> asClaimed(alias.get(), known));
    }

    /**
     * A promise that came to no claim binds nobody: whoever speaks is not gone. What this region claimed since it granted
     * anything counts, as after a click here: whoever asks for less may have heard nothing of it.
     */
    private Optional<Grant> asClaimed(ConnectionAlias alias, Optional<Grant> known) {
        RegionMap map = regions.map();
        AliasStanding standing = RegionPlanner.standing(map, alias);
        boolean promised = known.filter(grant -> grant.holder().equals(map.self()) && grant.epoch() > standing.epoch())
                .isPresent();
        boolean behind = standing.active().filter(map.self()::equals).isPresent()
                && known.filter(grant -> grant.epoch() >= standing.epoch()).isEmpty();
        return promised || behind
                ? Optional.of(new Grant(
                        alias.id(),
                        standing.epoch(),
                        standing.active().orElse(map.self()),
                        known.map(Grant::age).orElse(Duration.ZERO)))
                : known;
    }
}
