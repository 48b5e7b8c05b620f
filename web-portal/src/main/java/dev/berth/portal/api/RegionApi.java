package dev.berth.portal.api;

import dev.berth.broker.alias.Pairings;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.Peer;
import dev.berth.broker.region.PeerConnection;
import dev.berth.broker.region.RegionFacts;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.SetUp;
import dev.berth.broker.region.Stance;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** This region and its peers. */
@RestController
@RequestMapping("/api/v1/regions")
class RegionApi {

    private static final int SHOWN = 500;

    private final JdbcRegions regions;
    private final JdbcPeers peers;
    private final RegionNews news;
    private final Pairings pairings;
    private final SetUp setUp;

    RegionApi(JdbcRegions regions, JdbcPeers peers, RegionNews news, Pairings pairings, SetUp setUp) {
        this.regions = regions;
        this.peers = peers;
        this.news = news;
        this.pairings = pairings;
        this.setUp = setUp;
    }

    /**
     * This region.
     *
     * @param serves whether it takes sessions of everybody
     */
    record RegionsResource(String region, @Nullable URI portal, boolean serves, List<PeerResource> peers) {}

    /**
     * A peer, and how rows flow.
     *
     * @param incoming from the peer, with how old in seconds what arrived last is
     * @param outgoing to the peer, with how old in seconds the newest is that it confirmed
     */
    record PeerResource(
            String region,
            @Nullable URI portal,
            Peer.State state,
            @Nullable String failure,
            PeerConnection connection,
            LinkHealth.Verdict incoming,
            @Nullable Long incomingSeconds,
            @Nullable Instant heardAt,
            long errors,
            LinkHealth.Verdict outgoing,
            @Nullable Long outgoingSeconds,
            @Nullable Long bytesBehind) {}

    @GetMapping
    RegionsResource all() {
        RegionMap map = regions.map();
        return new RegionsResource(
                map.self().value(),
                portal(map, map.self()),
                RegionPlanner.stance(map, Optional.empty()) instanceof Stance.Serves,
                peers.list().stream().map(peer -> resource(map, peer)).toList());
    }

    @PutMapping("/{region}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    PeerResource pair(
            @PathVariable String region,
            @RequestBody PeerConnection connection,
            @AuthenticationPrincipal Person person) {
        Peer peer = pairings.pair(new RegionName(region), connection, Actor.of(person));
        return resource(regions.map(), peer);
    }

    /** @param name the peer's name, typed: this cannot be meant for another */
    @DeleteMapping("/{region}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void part(@PathVariable String region, @RequestParam String name, @AuthenticationPrincipal Person person) {
        pairings.part(new RegionName(region), name, Actor.of(person));
    }

    /** What one of the two regions has set up and the other has not, or otherwise: at most 500. */
    @GetMapping("/{region}/differences")
    List<SetUp.Difference> differences(@PathVariable String region) {
        return setUp.differences(new RegionName(region), SHOWN);
    }

    private PeerResource resource(RegionMap map, Peer peer) {
        LinkHealth link = news.link(peer.name());
        return new PeerResource(
                peer.name().value(),
                portal(map, peer.name()),
                peer.state(),
                peer.failure().orElse(null),
                peer.connection(),
                link.in(),
                link.incoming().age() == null ? null : link.incoming().age().toSeconds(),
                link.incoming().heardAt(),
                link.incoming().errors(),
                link.out(),
                link.outgoing().age() == null ? null : link.outgoing().age().toSeconds(),
                link.outgoing().bytesBehind());
    }

    private static @Nullable URI portal(RegionMap map, RegionName region) {
        return Optional.ofNullable(map.regions().get(region))
                .flatMap(RegionFacts::portal)
                .orElse(null);
    }
}
