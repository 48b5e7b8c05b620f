package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.Rollout;
import dev.berth.broker.maintenance.RolloutId;
import dev.berth.broker.maintenance.RolloutLine;
import dev.berth.broker.maintenance.RolloutSpec;
import dev.berth.broker.maintenance.Rollouts;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Roll-outs of updates: started, watched, waited for, paused, resumed, cancelled. */
@RestController
@RequestMapping("/api/v1/maintenance/rollouts")
class RolloutApi {

    private final Rollouts rollouts;

    RolloutApi(Rollouts rollouts) {
        this.rollouts = rollouts;
    }

    /**
     * A roll-out to these desktops, to those of a bundle, or with neither to all.
     *
     * @param canaryPercent 10 without it
     * @param atOnce 10 without it
     * @param perHost 4 without it
     * @param failurePercent 10 without it
     * @param turnMinutes 60 without it
     * @param updates as bundles say without it
     */
    record NewRollout(
            String name,
            @Nullable List<UUID> desktops,
            @Nullable UUID bundle,
            @Nullable Integer canaryPercent,
            @Nullable Integer atOnce,
            @Nullable Integer perHost,
            @Nullable Integer failurePercent,
            @Nullable Integer turnMinutes,
            UpdateApi.@Nullable WantedUpdates updates) {

        RolloutSpec spec() {
            return new RolloutSpec(
                    name,
                    or(canaryPercent, 10),
                    or(atOnce, 10),
                    or(perHost, 4),
                    or(failurePercent, 10),
                    or(turnMinutes, 60),
                    updates == null ? null : updates.spec());
        }

        private static int or(@Nullable Integer given, int usual) {
            return given == null ? usual : given;
        }
    }

    /** The latest first. */
    @GetMapping
    List<Rollout> list(@RequestParam(defaultValue = "50") int limit, @RequestParam(defaultValue = "0") int offset) {
        return rollouts.latest(Asked.limit(limit), Asked.offset(offset));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Rollout start(@RequestBody NewRollout wanted, @AuthenticationPrincipal Person person) {
        if (wanted.desktops() == null) {
            BundleId bundle = wanted.bundle() == null ? null : new BundleId(wanted.bundle());
            return rollouts.start(wanted.spec(), bundle, Actor.of(person));
        }
        if (wanted.bundle() != null) {
            throw new IllegalArgumentException("desktops and bundle are both given; allowed is one of them, or none.");
        }
        return rollouts.start(
                wanted.spec(),
                wanted.desktops().stream().map(DesktopId::new).collect(Collectors.toSet()),
                Actor.of(person));
    }

    /** @param wait so many seconds at the most for it to be over; at once without it */
    @GetMapping("/{id}")
    Rollout one(@PathVariable UUID id, @RequestParam(defaultValue = "0") int wait) {
        Duration limit = Asked.wait(wait);
        return limit.isPositive()
                ? rollouts.await(new RolloutId(id), limit)
                : rollouts.find(new RolloutId(id)).orElseThrow(() -> new NotFoundException("roll-out", id));
    }

    /** Its desktops: what is under way first, then what failed. */
    @GetMapping("/{id}/desktops")
    List<RolloutLine> desktops(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "0") int offset) {
        return rollouts.lines(new RolloutId(id), Asked.limit(limit), Asked.offset(offset));
    }

    /** What is under way goes to its end; nothing more begins. */
    @PostMapping("/{id}/pause")
    Rollout pause(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return rollouts.pause(new RolloutId(id), Actor.of(person));
    }

    /** After a stop, what failed until now does not count any more. */
    @PostMapping("/{id}/resume")
    Rollout resume(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return rollouts.resume(new RolloutId(id), Actor.of(person));
    }

    /** What has not begun is left alone. */
    @PostMapping("/{id}/cancel")
    Rollout cancel(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return rollouts.cancel(new RolloutId(id), Actor.of(person));
    }
}
