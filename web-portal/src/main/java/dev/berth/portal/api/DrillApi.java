package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import dev.berth.broker.drill.DrillId;
import dev.berth.broker.drill.DrillPreview;
import dev.berth.broker.drill.DrillSchedule;
import dev.berth.broker.drill.DrillSchedules;
import dev.berth.broker.drill.DrillSpec;
import dev.berth.broker.drill.Drills;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Failover drills: previewed, begun, watched, called off, and on a schedule. */
@RestController
@RequestMapping("/api/v1/regions/drills")
class DrillApi {

    private static final int USUAL_LIMIT = 60;

    private final Drills drills;
    private final DrillSchedules schedules;

    DrillApi(Drills drills, DrillSchedules schedules) {
        this.drills = drills;
        this.schedules = schedules;
    }

    /**
     * A drill as it is to be.
     *
     * @param canary who goes: a group or a person
     * @param limitMinutes after which it is over, 15 to 1440; 60 without it
     * @param noticeMinutes how long before its begin people are told, up to 10080; 0 without it
     */
    record NewDrill(
            SubjectResource canary,
            @Nullable Integer limitMinutes,
            @Nullable Integer noticeMinutes) {

        DrillSpec spec() {
            return new DrillSpec(
                    canary.who(),
                    limitMinutes == null ? USUAL_LIMIT : limitMinutes,
                    noticeMinutes == null ? 0 : noticeMinutes);
        }
    }

    /** The latest first. */
    @GetMapping
    List<DrillResource> list(@RequestParam(defaultValue = "50") int limit) {
        return drills.list(Asked.limit(limit)).stream().map(DrillResource::of).toList();
    }

    /** What it would mean now; nothing is changed. */
    @PostMapping("/preview")
    DrillPreview preview(@RequestBody NewDrill drill) {
        return drills.preview(drill.spec().canary());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    DrillResource start(@RequestBody NewDrill drill, @AuthenticationPrincipal Person person) {
        return DrillResource.of(
                drills.report(drills.start(drill.spec(), Actor.of(person)).id()));
    }

    @GetMapping("/{id}")
    DrillResource one(@PathVariable UUID id) {
        return DrillResource.of(drills.report(new DrillId(id)));
    }

    /** Whoever is away is led back. */
    @PostMapping("/{id}/call-off")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DrillResource callOff(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        drills.callOff(new DrillId(id), Actor.of(person));
        return DrillResource.of(drills.report(new DrillId(id)));
    }

    /** By name. */
    @GetMapping("/schedules")
    List<DrillScheduleResource> schedules() {
        return schedules.list().stream().map(DrillScheduleResource::of).toList();
    }

    @PostMapping("/schedules")
    @ResponseStatus(HttpStatus.CREATED)
    DrillScheduleResource create(
            @RequestBody DrillScheduleResource.WantedDrillSchedule wanted, @AuthenticationPrincipal Person person) {
        return DrillScheduleResource.of(schedules.create(wanted.terms(), Actor.of(person)));
    }

    @PutMapping("/schedules/{id}")
    DrillScheduleResource change(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestBody DrillScheduleResource.WantedDrillSchedule wanted,
            @AuthenticationPrincipal Person person) {
        return DrillScheduleResource.of(schedules.update(id, revision, wanted.terms(), Actor.of(person)));
    }

    @PostMapping("/schedules/{id}/enable")
    DrillScheduleResource enable(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam boolean enabled,
            @AuthenticationPrincipal Person person) {
        DrillSchedule after = schedules.enable(id, revision, enabled, Actor.of(person));
        return DrillScheduleResource.of(after);
    }

    @DeleteMapping("/schedules/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        schedules.delete(id, revision, Actor.of(person));
    }
}
