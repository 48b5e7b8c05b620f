package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.Calendar;
import dev.berth.broker.maintenance.MaintenanceWindow;
import dev.berth.broker.maintenance.Planned;
import dev.berth.broker.maintenance.WindowId;
import dev.berth.broker.maintenance.Windows;
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

/** Maintenance windows, and the calendar as it will be. */
@RestController
@RequestMapping("/api/v1/maintenance")
class MaintenanceApi {

    private final Windows windows;
    private final Calendar calendar;
    private final CalendarFeeds feeds;
    private final Clock clock;

    MaintenanceApi(Windows windows, Calendar calendar, CalendarFeeds feeds, Clock clock) {
        this.windows = windows;
        this.calendar = calendar;
        this.feeds = feeds;
        this.clock = clock;
    }

    @GetMapping("/windows")
    List<WindowResource> windows() {
        return windows.list().stream().map(WindowResource::of).toList();
    }

    @GetMapping("/windows/{id}")
    ResponseEntity<WindowResource> window(@PathVariable UUID id) {
        return tagged(
                windows.find(new WindowId(id)).orElseThrow(() -> new NotFoundException("maintenance window", id)));
    }

    @PostMapping("/windows")
    @ResponseStatus(HttpStatus.CREATED)
    WindowResource createWindow(
            @RequestBody WindowResource.WantedWindow wanted, @AuthenticationPrincipal Person person) {
        return WindowResource.of(windows.create(wanted.spec(), Actor.of(person)));
    }

    @PutMapping("/windows/{id}")
    ResponseEntity<WindowResource> changeWindow(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody WindowResource.WantedWindow wanted,
            @AuthenticationPrincipal Person person) {
        return tagged(windows.update(new WindowId(id), revision.value(), wanted.spec(), Actor.of(person)));
    }

    @PutMapping("/windows/{id}/enabled")
    ResponseEntity<WindowResource> enableWindow(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody CatalogApi.Enabling enabling,
            @AuthenticationPrincipal Person person) {
        return tagged(windows.enable(new WindowId(id), revision.value(), enabling.enabled(), Actor.of(person)));
    }

    @DeleteMapping("/windows/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteWindow(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        windows.delete(new WindowId(id), revision.value(), Actor.of(person));
    }

    /**
     * What opens when, and for how many desktops.
     *
     * @param desktop the one whose calendar it is; all without it
     * @param from now without it
     * @param until a year after that without it
     */
    @GetMapping("/calendar")
    List<Planned> calendar(
            @RequestParam(required = false) @Nullable UUID desktop,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant until) {
        Asked.Span span = Asked.Span.of(from, until, clock);
        return calendar.between(
                span.from(), span.until(), Optional.ofNullable(desktop).map(DesktopId::new));
    }

    /** The next 12 months of it, and of power schedules, for calendar programs. */
    @GetMapping(path = "/calendar.ics", produces = "text/calendar")
    ResponseEntity<String> feed(@RequestParam(required = false) @Nullable UUID desktop) {
        return feeds.of(Optional.ofNullable(desktop).map(DesktopId::new));
    }

    private static ResponseEntity<WindowResource> tagged(MaintenanceWindow window) {
        return Revision.tagged(WindowResource.of(window), WindowResource::revision);
    }
}
