package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.directory.Person;
import dev.berth.broker.standby.KeptPoints;
import dev.berth.broker.standby.StandbyPolicies;
import dev.berth.broker.standby.StandbyPolicy;
import dev.berth.broker.standby.Standbys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Desktops that stand by in another region, and what of people's work stands there. */
@RestController
class StandbyApi {

    private static final int SHOWN = 500;

    private final Standbys standbys;
    private final StandbyPolicies policies;
    private final KeptPoints points;

    StandbyApi(Standbys standbys, StandbyPolicies policies, KeptPoints points) {
        this.standbys = standbys;
        this.policies = policies;
        this.points = points;
    }

    /** Standby desktops: of this region's desktops in peers, the most late first, and for peers' desktops here. */
    record StandbysResource(
            Standbys.Summary summary,
            List<Standbys.Cover> covers,
            List<Standbys.Ready> here,
            List<Standbys.Diverged> diverged) {}

    /**
     * @param bundle null for all
     * @param group a group's SID; null for everybody
     * @param groupName goes with group
     * @param everySeconds between points of a user volume that changes, 60 to 86400
     */
    record NewPolicy(
            @Nullable UUID bundle,
            @Nullable String group,
            @Nullable String groupName,
            Long everySeconds) {}

    record PolicyResource(
            UUID id,
            @Nullable UUID bundle,
            @Nullable String group,
            @Nullable String groupName,
            long everySeconds) {}

    record PointResource(
            UUID id,
            UserPoint.Kind kind,
            UserPoint.State state,
            @Nullable Instant takenAt,
            long bytes,
            boolean incoming,
            @Nullable String why) {}

    @GetMapping("/api/v1/regions/standbys")
    StandbysResource all() {
        return new StandbysResource(
                standbys.summary(), standbys.covers(SHOWN), standbys.ready(SHOWN), standbys.diverged(SHOWN));
    }

    @GetMapping("/api/v1/regions/standby-policies")
    List<PolicyResource> policies() {
        return policies.list().stream().map(StandbyApi::resource).toList();
    }

    @PostMapping("/api/v1/regions/standby-policies")
    @ResponseStatus(HttpStatus.CREATED)
    PolicyResource create(@RequestBody NewPolicy policy, @AuthenticationPrincipal Person person) {
        return resource(policies.create(
                Optional.ofNullable(policy.bundle()).map(BundleId::new),
                Optional.ofNullable(policy.group()),
                Optional.ofNullable(policy.groupName()),
                Duration.ofSeconds(policy.everySeconds()),
                Actor.of(person)));
    }

    @DeleteMapping("/api/v1/regions/standby-policies/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        policies.delete(id, Actor.of(person));
    }

    /** What covers a desktop, and how much would be lost with this region. */
    @GetMapping("/api/v1/desktops/{id}/standby")
    Standbys.Cover cover(@PathVariable UUID id) {
        return standbys.cover(new DesktopId(id)).orElseThrow(() -> new NotFoundException("standby of desktop", id));
    }

    /** User volumes of other moments: sent, received, displaced and kept ones. */
    @GetMapping("/api/v1/desktops/{id}/points")
    List<PointResource> points(@PathVariable UUID id) {
        return points.of(new DesktopId(id)).stream()
                .map(point -> new PointResource(
                        point.id().value(),
                        point.kind(),
                        point.state(),
                        point.takenAt(),
                        point.bytes(),
                        point.incoming(),
                        point.why()))
                .toList();
    }

    /** The desktop has it at its next start; what it has now is kept. */
    @PostMapping("/api/v1/desktops/{id}/points/{point}/restore")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void restore(@PathVariable UUID id, @PathVariable UUID point, @AuthenticationPrincipal Person person) {
        points.putBack(new DesktopId(id), new PointId(point), Actor.of(person));
    }

    /** @param typed the desktop's host name: this cannot be meant for another */
    @DeleteMapping("/api/v1/desktops/{id}/points/{point}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void deletePoint(
            @PathVariable UUID id,
            @PathVariable UUID point,
            @RequestParam String typed,
            @AuthenticationPrincipal Person person) {
        points.delete(new DesktopId(id), new PointId(point), typed, Actor.of(person));
    }

    private static PolicyResource resource(StandbyPolicy policy) {
        return new PolicyResource(
                policy.id(),
                policy.bundle().map(BundleId::value).orElse(null),
                policy.group().orElse(null),
                policy.groupName().orElse(null),
                policy.every().toSeconds());
    }
}
