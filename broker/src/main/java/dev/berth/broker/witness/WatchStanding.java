package dev.berth.broker.witness;

import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcLeases;
import dev.berth.broker.region.JdbcLeases.Lease;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.witness.JdbcWatches.Contact;
import dev.berth.broker.witness.JdbcWatches.Watch;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How failover by itself stands, for pages, the API and alarms. */
@Component
public class WatchStanding {

    private final JdbcRegions regions;
    private final JdbcWatches watches;
    private final JdbcLeases leases;
    private final JdbcGrants grants;
    private final TakingOver takingOver;

    WatchStanding(
            JdbcRegions regions, JdbcWatches watches, JdbcLeases leases, JdbcGrants grants, TakingOver takingOver) {
        this.regions = regions;
        this.watches = watches;
        this.leases = leases;
        this.grants = grants;
        this.takingOver = takingOver;
    }

    /** What this region is to the alias. */
    public enum Part {
        /** It serves it, by a lease. */
        LEASED,
        /** It would serve it, and its lease is over. */
        LAPSED,
        /** It serves it without a lease, since peer or witness do not grant one. */
        UNBOUND,
        /** It stands by, and would take over. */
        STANDS_BY
    }

    /**
     * How it stands.
     *
     * @param wanted false while it is switched off and the lease is being given back
     * @param lease how long that lasts yet; null where this region has none
     * @param witnessSilent how long ago the witness answered last; null before the first time
     * @param witnessWhy what the latest try came to; null when nothing is wrong
     * @param peerSilent the same of the peer; null while this region stands by
     * @param granted how long ago the other region renewed its lease here; null where it has none
     * @param obstacles why it would not fail over now, in sentences; empty where this moment it does
     */
    public record Standing(
            AliasId alias,
            URI witness,
            int mayLose,
            boolean wanted,
            Instant changedAt,
            String changedBy,
            Part part,
            @Nullable Duration lease,
            @Nullable Duration witnessSilent,
            @Nullable String witnessWhy,
            @Nullable Duration peerSilent,
            @Nullable String peerWhy,
            @Nullable Duration granted,
            List<String> obstacles) {}

    /** Of another place's aliases, to which this one is a witness, or that of its peer. */
    public record Granted(AliasId alias, long epoch, RegionName holder, Duration age) {}

    /** Empty where it is not switched on in this region. */
    public Optional<Standing> of(AliasId id) {
        RegionMap map = regions.map();
        return watches.find(id).flatMap(watch -> map.alias(id).map(alias -> standing(map, watch, alias)));
    }

    public List<Standing> all() {
        RegionMap map = regions.map();
        return watches.list().stream()
                .flatMap(watch -> map.alias(watch.alias()).map(alias -> standing(map, watch, alias)).stream())
                .toList();
    }

    /** What this place granted to regions of aliases that it does not stand for itself. */
    public List<Granted> witnessed() {
        RegionMap map = regions.map();
        return grants.list().stream()
                .filter(grant -> map.alias(grant.alias()).isEmpty())
                .map(grant -> new Granted(grant.alias(), grant.epoch(), grant.holder(), grant.age()))
                .toList();
    }

    private Standing standing(RegionMap map, Watch watch, ConnectionAlias alias) {
        AliasStanding standing = RegionPlanner.standing(map, alias);
        boolean serves = standing.active().filter(map.self()::equals).isPresent();
        Optional<Lease> lease = leases.find(alias.id()).filter(one -> serves && one.epoch() == standing.epoch());
        Part part = !serves
                ? Part.STANDS_BY
                : lease.map(one -> one.over() ? Part.LAPSED : Part.LEASED).orElse(Part.UNBOUND);
        Contact witness = watches.contact(alias.id(), LeaseKeeping.witness(watch));
        Contact peer = serves
                ? LeaseKeeping.other(map, alias)
                        .map(other -> watches.contact(alias.id(), new Listener.Peer(other)))
                        .orElse(Contact.NEVER)
                : Contact.NEVER;
        return new Standing(
                alias.id(),
                watch.witness(),
                watch.mayLose(),
                watch.wanted(),
                watch.changedAt(),
                watch.changedBy(),
                part,
                lease.map(Lease::left).orElse(null),
                witness.silent(),
                witness.sentence(),
                peer.silent(),
                peer.sentence(),
                serves
                        ? null
                        : grants.find(alias.id())
                                .filter(grant -> grant.epoch() == standing.epoch())
                                .map(Grant::age)
                                .orElse(null),
                serves ? whyBound(part, witness, peer, map.self()) : takingOver.obstacles(map, watch, alias));
    }

    private static List<String> whyBound(Part part, Contact witness, Contact peer, RegionName self) {
        List<String> why = new ArrayList<>();
        switch (part) {
            case LEASED ->
                why.add("Region " + self + " renews its lease: the other one takes over only after "
                        + LeaseTerms.WAIT.toSeconds() + " s without.");
            case UNBOUND ->
                why.add("Region " + self
                        + " serves without a lease: it begins to need one once peer and witness both answer.");
            case LAPSED, STANDS_BY -> {}
        }
        if (!witness.within(LeaseTerms.STALE)) {
            why.add("The witness does not answer this region" + reason(witness));
        }
        if (!peer.within(LeaseTerms.STALE)) {
            why.add("The other region does not answer this one" + reason(peer));
        } else if (peer.sentence() != null) {
            why.add(peer.sentence());
        }
        return why;
    }

    private static String reason(Contact contact) {
        return contact.sentence() == null ? "." : ": " + contact.sentence();
    }
}
