package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Field;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Runs of maintenance: what an admin starts, cancels, watches and waits for. Whether the actor may was decided before. */
@Component
public class Runs {

    private static final int MOST_DESKTOPS = 1000;
    private static final String KIND = "maintenance-run";

    private final JdbcRuns runs;
    private final JdbcWindows windows;
    private final Desktops desktops;
    private final Announcements announcements;
    private final MaintenanceNotes notes;
    private final Clock clock;

    Runs(
            JdbcRuns runs,
            JdbcWindows windows,
            Desktops desktops,
            Announcements announcements,
            MaintenanceNotes notes,
            Clock clock) {
        this.announcements = announcements;
        this.runs = runs;
        this.windows = windows;
        this.desktops = desktops;
        this.notes = notes;
        this.clock = clock;
    }

    /** The latest first. */
    public List<Run> latest(int limit, int offset) {
        return runs.latest(limit, offset);
    }

    public Optional<Run> find(RunId id) {
        return runs.find(id);
    }

    /** What is under way first, then what failed. */
    public List<RunLine> lines(RunId id, int limit, int offset) {
        return runs.lines(id, limit, offset);
    }

    /** Maintains these desktops now. */
    public Run start(String name, Set<DesktopId> chosen, int minutes, Actor actor) {
        return start(name, chosen, minutes, Duration.ZERO, actor);
    }

    /**
     * Maintains these desktops.
     *
     * @param minutes for how long turns may begin
     * @param notice how long before people are told; it begins after that
     */
    public Run start(String name, Set<DesktopId> chosen, int minutes, Duration notice, Actor actor) {
        if (chosen.isEmpty() || chosen.size() > MOST_DESKTOPS) {
            throw new IllegalArgumentException("desktops has " + chosen.size() + " entries; allowed are 1 to "
                    + MOST_DESKTOPS + " ids of desktops.");
        }
        for (DesktopId id : chosen) {
            if (desktops.find(id).isEmpty()) {
                throw new IllegalArgumentException("desktops has '" + id + "'; allowed are desktops that exist.");
            }
        }
        return begin(Field.line("name", name, 80), List.copyOf(chosen), minutes, notice, actor);
    }

    /** Maintains whatever the window is for, whichever of its days it would be their turn; now, or after a notice. */
    public Run start(WindowId id, Duration notice, Actor actor) {
        MaintenanceWindow window = windows.find(id).orElseThrow(() -> new NotFoundException("maintenance window", id));
        if (!window.enabled()) {
            throw new ChangeRefusedException(
                    "Window '" + window.name() + "' is disabled and covers nothing. Enable it" + " first.");
        }
        List<DesktopId> covered = windows.census(null).stream()
                .filter(desktop -> desktop.belongsTo(window))
                .map(Census::desktop)
                .toList();
        if (covered.isEmpty()) {
            throw new ChangeRefusedException("Window '" + window.name() + "' covers no desktop, so there is nothing to"
                    + " do. Look at its bundles and groups.");
        }
        return begin(window.name(), covered, window.spec().timing().lengthMinutes(), notice, actor);
    }

    /** Whose turn has not come is left alone; what has begun is put back as it was. */
    public Run cancel(RunId id, Actor actor) {
        notes.transaction().executeWithoutResult(status -> {
            Run run = runs.find(id).orElseThrow(() -> new NotFoundException("maintenance run", id));
            if (!runs.cancel(id, "Cancelled by " + actor.name() + ".", clock.instant())) {
                throw new ChangeRefusedException(
                        "Run '" + run.name() + "' is " + run.state() + "; allowed is one that is RUNNING.");
            }
            runs.wake(id);
            record(actor, "cancel", id, "Cancelled run '" + run.name() + "'.");
        });
        return require(id);
    }

    /** The run as soon as it is over, or as it is when the limit is. */
    public Run await(RunId id, Duration limit) {
        return Awaited.until(notes.signals(), limit, () -> require(id), Run::over);
    }

    private Run begin(String name, List<DesktopId> chosen, int minutes, Duration notice, Actor actor) {
        Field.within("minutes", minutes, 15, 1440, "");
        Instant now = clock.instant();
        Instant begins = Announcements.begins(now, notice);
        Run run = Run.beginning(name, actor.name(), begins, Duration.ofMinutes(minutes));
        notes.transaction().executeWithoutResult(status -> {
            runs.insert(run);
            if (begins.isAfter(now)) {
                runs.announce(run.id(), chosen, now);
            } else {
                runs.add(run.id(), chosen, now);
            }
            announcements.of(run.id(), chosen, begins, now);
            String many = chosen.size() == 1 ? "one desktop" : chosen.size() + " desktops";
            record(
                    actor,
                    "begin",
                    run.id(),
                    "Began run '" + name + "' for " + many + (begins.isAfter(now) ? ", announced for " + begins : "")
                            + ".");
        });
        return require(run.id());
    }

    private void record(Actor actor, String verb, RunId id, String what) {
        notes.record(AuditEntry.of(actor, KIND + "." + verb, KIND, id, Outcome.DONE, what));
        notes.nudge(id);
    }

    private Run require(RunId id) {
        return runs.find(id).orElseThrow(() -> new NotFoundException("maintenance run", id));
    }
}
