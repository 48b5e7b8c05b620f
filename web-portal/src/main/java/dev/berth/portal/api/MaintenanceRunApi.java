package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.Run;
import dev.berth.broker.maintenance.RunId;
import dev.berth.broker.maintenance.RunLine;
import dev.berth.broker.maintenance.Runs;
import dev.berth.broker.maintenance.WindowId;
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

/** Runs of maintenance: started, watched, waited for, cancelled. */
@RestController
@RequestMapping("/api/v1/maintenance/runs")
class MaintenanceRunApi {

    private static final int MINUTES = 240;

    private final Runs runs;

    MaintenanceRunApi(Runs runs) {
        this.runs = runs;
    }

    /**
     * What is to be maintained now: these desktops, or whatever the window is for.
     *
     * @param minutes for how long turns may begin; 240 without it
     */
    record NewRun(
            @Nullable String name,
            @Nullable List<UUID> desktops,
            @Nullable UUID window,
            @Nullable Integer minutes) {}

    /** The latest first. */
    @GetMapping
    List<Run> list(@RequestParam(defaultValue = "50") int limit, @RequestParam(defaultValue = "0") int offset) {
        return runs.latest(Asked.limit(limit), Asked.offset(offset));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Run start(@RequestBody NewRun wanted, @AuthenticationPrincipal Person person) {
        boolean chosen = wanted.desktops() != null && !wanted.desktops().isEmpty();
        if (wanted.window() != null && !chosen) {
            return runs.start(new WindowId(wanted.window()), Actor.of(person));
        }
        if (wanted.window() != null || wanted.desktops() == null) {
            throw new IllegalArgumentException(
                    "desktops and window are given both or not at all; allowed is one of them.");
        }
        return runs.start(
                wanted.name() == null ? "By hand" : wanted.name(),
                wanted.desktops().stream().map(DesktopId::new).collect(Collectors.toSet()),
                wanted.minutes() == null ? MINUTES : wanted.minutes(),
                Actor.of(person));
    }

    /** @param wait so many seconds at the most for the run to be over; at once without it */
    @GetMapping("/{id}")
    Run one(@PathVariable UUID id, @RequestParam(defaultValue = "0") int wait) {
        Duration limit = Asked.wait(wait);
        return limit.isPositive()
                ? runs.await(new RunId(id), limit)
                : runs.find(new RunId(id)).orElseThrow(() -> new NotFoundException("maintenance run", id));
    }

    /** Its desktops: what is under way first, then what failed. */
    @GetMapping("/{id}/desktops")
    List<RunLine> desktops(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "0") int offset) {
        return runs.lines(new RunId(id), Asked.limit(limit), Asked.offset(offset));
    }

    /** What has not begun is left alone; what has is put back as it was. */
    @PostMapping("/{id}/cancel")
    Run cancel(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return runs.cancel(new RunId(id), Actor.of(person));
    }
}
