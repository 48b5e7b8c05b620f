package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.MaintenanceWindow;
import dev.berth.broker.power.PastTurn;
import dev.berth.broker.power.PlannedPower;
import dev.berth.broker.power.PolicyTrials;
import dev.berth.broker.power.PowerCalendar;
import dev.berth.broker.power.PowerPreview;
import dev.berth.broker.power.PowerPreviews;
import dev.berth.broker.power.PowerSchedule;
import dev.berth.broker.power.PowerScheduleId;
import dev.berth.broker.power.PowerSchedules;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Power schedules, what they would do, and policies tried on what is recorded. */
@RestController
@RequestMapping("/api/v1/maintenance")
class PowerApi {

    private final PowerSchedules schedules;
    private final PowerPreviews previews;
    private final PowerCalendar calendar;
    private final PolicyTrials trials;
    private final Clock clock;

    PowerApi(
            PowerSchedules schedules,
            PowerPreviews previews,
            PowerCalendar calendar,
            PolicyTrials trials,
            Clock clock) {
        this.schedules = schedules;
        this.previews = previews;
        this.calendar = calendar;
        this.trials = trials;
        this.clock = clock;
    }

    @GetMapping("/power-schedules")
    List<PowerResource> powerSchedules() {
        return schedules.list().stream().map(PowerResource::of).toList();
    }

    @GetMapping("/power-schedules/{id}")
    ResponseEntity<PowerResource> powerSchedule(@PathVariable UUID id) {
        return tagged(find(id));
    }

    /** What came of it lately, the latest first. */
    @GetMapping("/power-schedules/{id}/turns")
    List<PastTurn> powerTurns(@PathVariable UUID id) {
        return schedules.turns(find(id).id());
    }

    @PostMapping("/power-schedules")
    @ResponseStatus(HttpStatus.CREATED)
    PowerResource createPowerSchedule(
            @RequestBody PowerResource.WantedSchedule wanted, @AuthenticationPrincipal Person person) {
        return PowerResource.of(schedules.create(wanted.spec(), Actor.of(person)));
    }

    @PutMapping("/power-schedules/{id}")
    ResponseEntity<PowerResource> changePowerSchedule(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody PowerResource.WantedSchedule wanted,
            @AuthenticationPrincipal Person person) {
        return tagged(schedules.update(new PowerScheduleId(id), revision.value(), wanted.spec(), Actor.of(person)));
    }

    @PutMapping("/power-schedules/{id}/enabled")
    ResponseEntity<PowerResource> enablePowerSchedule(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody CatalogApi.Enabling enabling,
            @AuthenticationPrincipal Person person) {
        return tagged(
                schedules.enable(new PowerScheduleId(id), revision.value(), enabling.enabled(), Actor.of(person)));
    }

    @DeleteMapping("/power-schedules/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deletePowerSchedule(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        schedules.delete(new PowerScheduleId(id), revision.value(), Actor.of(person));
    }

    /** What it would do; nothing is changed. */
    @PostMapping("/power-schedules/preview")
    PowerPreview previewPowerSchedule(@RequestBody PowerResource.WantedSchedule wanted) {
        return previews.of(wanted.spec());
    }

    /**
     * What it would have done; nothing is changed.
     *
     * @param days so many of the last ones
     */
    @PostMapping("/power-schedules/trial")
    TrialResource tryPowerSchedule(
            @RequestBody PowerResource.WantedSchedule wanted, @RequestParam(defaultValue = "90") int days) {
        return TrialResource.of(trials.schedule(wanted.spec(), days));
    }

    /**
     * What a maintenance window would have done; nothing is changed.
     *
     * @param days so many of the last ones
     */
    @PostMapping("/windows/trial")
    TrialResource tryWindow(
            @RequestBody WindowResource.WantedWindow wanted, @RequestParam(defaultValue = "90") int days) {
        return TrialResource.of(trials.window(wanted.spec(), MaintenanceWindow.Kind.OWN, days));
    }

    /**
     * When schedules have desktops and fleets on.
     *
     * @param desktop the one whose calendar it is; without it all, and fleets
     * @param from now without it
     * @param until a year after that without it
     */
    @GetMapping("/power-calendar")
    List<PlannedPower> powerCalendar(
            @RequestParam(required = false) @Nullable UUID desktop,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant until) {
        Asked.Span span = Asked.Span.of(from, until, clock);
        return calendar.between(
                span.from(), span.until(), Optional.ofNullable(desktop).map(DesktopId::new));
    }

    private PowerSchedule find(UUID id) {
        return schedules.find(new PowerScheduleId(id)).orElseThrow(() -> new NotFoundException("power schedule", id));
    }

    private static ResponseEntity<PowerResource> tagged(PowerSchedule schedule) {
        return Revision.tagged(PowerResource.of(schedule), PowerResource::revision);
    }
}
