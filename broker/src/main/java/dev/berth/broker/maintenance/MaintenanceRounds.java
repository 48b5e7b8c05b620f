package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.AtWork;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.maintenance.JdbcItems.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What timers do, on any node and as often as one likes: opening windows that are due, and going on with what is open.
 * A window is decided about under a lock on its row, and a day of it has one run at the most, whoever is killed where.
 */
@Component
public class MaintenanceRounds {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceRounds.class);

    /** Nobody wants to hear of every window that a region missed which was off for a year. */
    private static final Duration LOOK_BACK = Duration.ofDays(35);

    private static final Duration PUNCTUAL = Duration.ofMinutes(2);

    private final JdbcWindows windows;
    private final JdbcRuns runs;
    private final JdbcItems items;
    private final ItemWork work;
    private final Terms terms;
    private final AtWork<Key> atWork = new AtWork<>();

    MaintenanceRounds(JdbcWindows windows, JdbcRuns runs, JdbcItems items, ItemWork work, Terms terms) {
        this.windows = windows;
        this.runs = runs;
        this.items = items;
        this.work = work;
        this.terms = terms;
    }

    /** What every round goes by. */
    @Component
    record Terms(MaintenanceNotes notes, MaintenanceSettings settings, Clock clock) {}

    /** Opens the windows that began since somebody last looked; one that has closed since is written down as missed. */
    public void openWindows() {
        for (MaintenanceWindow window : windows.list()) {
            if (window.enabled()) {
                terms.notes().transaction().executeWithoutResult(status -> {
                    Instant now = terms.clock().instant();
                    windows.lock(window.id()).ifPresent(due -> openDue(due, now));
                });
            }
        }
    }

    /** Goes on with every desktop that is due, each on a thread of its own; returns at once. */
    public void advance() {
        Instant now = terms.clock().instant();
        terms.notes().transaction().executeWithoutResult(status -> runs.openAnnounced(now));
        List<Key> claimed = Objects.requireNonNull(terms.notes()
                .transaction()
                .execute(status -> items.claim(
                        work.node(),
                        now,
                        terms.settings().lease(),
                        terms.settings().atOnce())));
        claimed.forEach(this::begin);
        for (RunId over : runs.finish(terms.clock().instant())) {
            terms.notes().nudge(over);
        }
    }

    /** Waits until this node has nothing under way at the moment. */
    boolean awaitIdle(Duration limit) {
        return atWork.awaitIdle(limit);
    }

    private void openDue(MaintenanceWindow window, Instant now) {
        Instant since =
                window.plannedUntil().isBefore(now.minus(LOOK_BACK)) ? now.minus(LOOK_BACK) : window.plannedUntil();
        // A clock that was ahead for a while left a time to come behind: then this begins with now again.
        if (mayBeDue(window, since, now)) {
            var plan = new MaintenancePlan(List.of(window), windows.census(null));
            for (MaintenanceWindow local : plan.local(window)) {
                for (Occurrence one : MaintenanceCalendar.starting(local.spec().timing(), since, now)) {
                    open(local, one, plan.desktops(local, one.day()), now);
                }
            }
        }
        windows.planned(window.id(), now);
    }

    /** One that opens by the clocks of its desktops has to be looked at closely: some zone may be at its time. */
    private static boolean mayBeDue(MaintenanceWindow window, Instant since, Instant now) {
        return switch (window.kind()) {
            case ALWAYS_ON -> true;
            case AUTO_STOP, OWN ->
                !MaintenanceCalendar.starting(window.spec().timing(), since, now)
                        .isEmpty();
        };
    }

    private void open(MaintenanceWindow window, Occurrence one, List<DesktopId> desktops, Instant now) {
        if (desktops.isEmpty()) {
            return;
        }
        boolean missed = !one.until().isAfter(now);
        boolean late = now.isAfter(one.from().plus(PUNCTUAL));
        var run = new Run(
                new RunId(UUID.randomUUID()),
                window.name(),
                Optional.of(window.id()),
                Optional.of(one.day()),
                "Berth",
                missed ? Run.State.MISSED : Run.State.RUNNING,
                missed
                        ? Optional.of(
                                "No scheduler ran while the window was open; its desktops are done the next time.")
                        : late
                                ? Optional.of("It began late: no scheduler ran when the window opened.")
                                : Optional.empty(),
                one.from(),
                now,
                one.until(),
                missed ? Optional.of(now) : Optional.empty(),
                Map.of());
        if (!runs.insert(run, zone(window))) {
            return;
        }
        if (!missed) {
            runs.add(run.id(), desktops, now);
        }
        terms.notes()
                .record(AuditEntry.of(
                        new Actor.Berth(),
                        missed ? "maintenance-run.miss" : "maintenance-run.begin",
                        "maintenance-run",
                        run.id(),
                        missed ? Outcome.FAILED : Outcome.DONE,
                        "Window '%s' of %s for %d desktops. %s"
                                .formatted(
                                        window.name(),
                                        one.day(),
                                        desktops.size(),
                                        run.reason().orElse(""))
                                .strip()));
        terms.notes().nudge(run.id());
    }

    /** What tells the runs of a day from each other; nothing where there is only one. */
    private static String zone(MaintenanceWindow window) {
        return switch (window.kind()) {
            case ALWAYS_ON -> window.spec().timing().zone().getId();
            case AUTO_STOP, OWN -> "";
        };
    }

    private void begin(Key key) {
        atWork.begin(key, "maintenance-" + key.desktop(), () -> {
            try {
                work.work(key);
            } catch (RuntimeException e) {
                LOG.warn(
                        "The maintenance of desktop {} was cut off; some node goes on with it when the claim lapses.",
                        key.desktop(),
                        e);
            }
        });
    }
}
