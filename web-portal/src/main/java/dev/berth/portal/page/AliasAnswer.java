package dev.berth.portal.page;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.Stance;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Which region serves the people of this one. Asked by the pages of every region, also by such as nobody is signed in
 * to: it says no more than where the portals are.
 */
@RestController
class AliasAnswer {

    /** Whoever is not known gets an answer that may be so old: many browsers ask at once when a region is lost. */
    private static final Duration KEPT = Duration.ofMillis(500);

    private final JdbcRegions regions;
    private final Clock clock;
    private volatile @Nullable Kept kept;

    AliasAnswer(JdbcRegions regions, Clock clock) {
        this.regions = regions;
        this.clock = clock;
    }

    /** @param epoch of the alias; 0 where this region serves none */
    private record Told(Stance stance, long epoch) {}

    private record Kept(Told told, Instant at) {}

    /**
     * @param active whether this region serves whoever asks
     * @param epoch of the alias, as this region knows it: of two that say they serve, the higher one does; 0 without one
     * @param portal where whoever asks is served; null where that is here, or the address is not known
     * @param person whether this is so for the one person who asks alone
     */
    record Answer(
            String region,
            boolean active,
            long epoch,
            @Nullable URI portal,
            boolean person) {}

    @GetMapping("/alias")
    ResponseEntity<Answer> alias(@AuthenticationPrincipal @Nullable Person person) {
        Told told = person == null ? forAll() : told(person.id());
        String self = regions.self().value();
        Answer answer = switch (told.stance()) {
            case Stance.Serves serves -> new Answer(self, true, told.epoch(), null, false);
            case Stance.StandsBy other ->
                new Answer(self, false, other.epoch(), other.portal().orElse(null), other.person());
        };
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .body(answer);
    }

    private Told told(@Nullable PersonId person) {
        return regions.mapIfServing()
                .map(map -> new Told(
                        RegionPlanner.stance(map, Optional.ofNullable(person)),
                        map.own()
                                .map(alias -> RegionPlanner.standing(map, alias).epoch())
                                .orElse(0L)))
                .orElse(new Told(new Stance.Serves(), 0));
    }

    private Told forAll() {
        Kept known = kept;
        Instant now = clock.instant();
        if (known == null || known.at().plus(KEPT).isBefore(now)) {
            known = new Kept(told(null), now);
            kept = known;
        }
        return known.told();
    }
}
