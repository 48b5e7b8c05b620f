package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.witness.WatchStanding;
import dev.berth.broker.witness.Watches;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Failover of an alias by itself, as far as this region takes part. */
@RestController
@RequestMapping("/api/v1/aliases/{id}/watch")
class WatchApi {

    private final Watches watches;
    private final WatchStanding standing;

    WatchApi(Watches watches, WatchStanding standing) {
        this.watches = watches;
        this.standing = standing;
    }

    /** @param mayLose how many people's work may be older than it should when it fails over; 0 unless told */
    record Watching(String witness, @Nullable Integer mayLose) {}

    /** @param name the alias's name, typed */
    record Alone(String name) {}

    /**
     * How it stands here.
     *
     * @param on whether it is switched on in this region; all else is null where it is not
     * @param part LEASED, LAPSED, UNBOUND or STANDS_BY
     * @param leaseSeconds how long the lease lasts yet
     * @param renewedSeconds how long ago the other region renewed its lease here, where this one stands by
     * @param obstacles why it would not fail over now
     */
    record WatchResource(
            boolean on,
            @Nullable URI witness,
            @Nullable Integer mayLose,
            WatchStanding.@Nullable Part part,
            @Nullable Long leaseSeconds,
            @Nullable Long witnessSilentSeconds,
            @Nullable Long peerSilentSeconds,
            @Nullable Long renewedSeconds,
            List<String> obstacles) {}

    @GetMapping
    WatchResource watch(@PathVariable UUID id) {
        return standing.of(new AliasId(id))
                .map(WatchApi::resource)
                .orElse(new WatchResource(false, null, null, null, null, null, null, null, List.of()));
    }

    @PutMapping
    WatchResource on(@PathVariable UUID id, @RequestBody Watching watching, @AuthenticationPrincipal Person person) {
        int mayLose = watching.mayLose() == null ? 0 : watching.mayLose();
        watches.on(new AliasId(id), watching.witness(), mayLose, Actor.of(person));
        return watch(id);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    void off(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        watches.off(new AliasId(id), Actor.of(person));
    }

    /** The region serves though its lease is over, and fails over by itself no more. */
    @PostMapping("/alone")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void alone(@PathVariable UUID id, @RequestBody Alone alone, @AuthenticationPrincipal Person person) {
        watches.serveAlone(new AliasId(id), alone.name(), Actor.of(person));
    }

    private static WatchResource resource(WatchStanding.Standing one) {
        return new WatchResource(
                one.wanted(),
                one.witness(),
                one.mayLose(),
                one.part(),
                seconds(one.lease()),
                seconds(one.witnessSilent()),
                seconds(one.peerSilent()),
                seconds(one.granted()),
                one.obstacles());
    }

    private static @Nullable Long seconds(@Nullable Duration time) {
        return time == null ? null : time.toSeconds();
    }
}
