package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Roll-outs: what an admin starts, pauses, resumes, cancels, watches and waits for. Whether the actor may was decided before. */
@Component
public class Rollouts {

    private static final String KIND = "rollout";
    private static final int MOST_DESKTOPS = 20_000;

    private final JdbcRollouts rollouts;
    private final JdbcRolloutDesktops desktops;
    private final JdbcRuns runs;
    private final Announcements announcements;
    private final MaintenanceNotes notes;
    private final Clock clock;

    Rollouts(
            JdbcRollouts rollouts,
            JdbcRolloutDesktops desktops,
            JdbcRuns runs,
            Announcements announcements,
            MaintenanceNotes notes,
            Clock clock) {
        this.announcements = announcements;
        this.rollouts = rollouts;
        this.desktops = desktops;
        this.runs = runs;
        this.notes = notes;
        this.clock = clock;
    }

    /** The latest first. */
    public List<Rollout> latest(int limit, int offset) {
        return rollouts.latest(limit, offset);
    }

    public Optional<Rollout> find(RolloutId id) {
        return rollouts.find(id);
    }

    /** What is under way first, then what failed. */
    public List<RolloutLine> lines(RolloutId id, int limit, int offset) {
        return desktops.lines(id, limit, offset);
    }

    /** To these desktops. */
    public Rollout start(RolloutSpec spec, Set<DesktopId> chosen, Actor actor) {
        Set<DesktopId> known = new LinkedHashSet<>(desktops.desktops(null));
        for (DesktopId id : chosen) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException("desktops has '" + id
                        + "'; allowed are desktops that exist, belong to somebody and are not terminated.");
            }
        }
        return begin(spec, List.copyOf(chosen), actor);
    }

    /** @param bundle to whose desktops; null for all */
    public Rollout start(RolloutSpec spec, @Nullable BundleId bundle, Actor actor) {
        return begin(spec, desktops.desktops(bundle), actor);
    }

    /** What is under way goes to its end; nothing more begins. */
    public Rollout pause(RolloutId id, Actor actor) {
        return move(id, List.of(Rollout.State.RUNNING), Rollout.State.PAUSED, "Paused by " + actor.name() + ".", actor);
    }

    /** Goes on. After a stop, what failed until now does not count any more. */
    public Rollout resume(RolloutId id, Actor actor) {
        return move(id, List.of(Rollout.State.PAUSED, Rollout.State.STOPPED), Rollout.State.RUNNING, null, actor);
    }

    /** Whose turn has not come is left alone; what is under way is put back, or goes to its end where a guest is being changed. */
    public Rollout cancel(RolloutId id, Actor actor) {
        String why = "Cancelled by " + actor.name() + ".";
        return move(
                id,
                List.of(Rollout.State.RUNNING, Rollout.State.PAUSED, Rollout.State.STOPPED),
                Rollout.State.CANCELLED,
                why,
                actor);
    }

    /** The roll-out as soon as it is over, or as it is when the limit is. */
    public Rollout await(RolloutId id, Duration limit) {
        return Awaited.until(notes.signals(), limit, () -> require(id), Rollout::over);
    }

    private Rollout begin(RolloutSpec spec, List<DesktopId> chosen, Actor actor) {
        if (chosen.isEmpty() || chosen.size() > MOST_DESKTOPS) {
            throw new ChangeRefusedException("A roll-out to " + chosen.size()
                    + " desktops cannot begin; allowed are 1 to " + MOST_DESKTOPS + ". Choose others.");
        }
        var id = new RolloutId(UUID.randomUUID());
        notes.transaction().executeWithoutResult(status -> {
            Instant now = clock.instant();
            rollouts.insert(id, spec, actor.name(), now);
            desktops.add(id, chosen, spec.canaries(chosen.size()), now);
            announcements.of(id, chosen, now.plus(Duration.ofMinutes(spec.noticeMinutes())), now);
            notes.record(entry(
                            actor,
                            "begin",
                            id,
                            Outcome.DONE,
                            "Began roll-out '%s' to %d desktops.".formatted(spec.name(), chosen.size()))
                    .changing(null, Map.of("spec", spec.toString())));
            notes.nudge(id);
        });
        return require(id);
    }

    private Rollout move(RolloutId id, List<Rollout.State> from, Rollout.State to, @Nullable String why, Actor actor) {
        notes.transaction().executeWithoutResult(status -> {
            Rollout before = require(id);
            if (!rollouts.move(id, from, to, why)) {
                throw new ChangeRefusedException("Roll-out '" + before.spec().name() + "' is " + before.state()
                        + "; allowed is one that is " + from + " and not over.");
            }
            if (to == Rollout.State.CANCELLED) {
                desktops.cancelWaiting(id, clock.instant());
                for (RunId run : desktops.runs(id)) {
                    runs.cancel(run, String.valueOf(why), clock.instant());
                    runs.wake(run);
                }
            }
            String what =
                    "Roll-out '%s' was %s and is %s.".formatted(before.spec().name(), before.state(), to);
            notes.record(entry(actor, verb(to), id, Outcome.DONE, what));
            notes.nudge(id);
        });
        return require(id);
    }

    static AuditEntry entry(Actor actor, String verb, RolloutId id, Outcome outcome, String what) {
        return AuditEntry.of(actor, KIND + "." + verb, KIND, id, outcome, what);
    }

    private static String verb(Rollout.State to) {
        return switch (to) {
            case RUNNING -> "resume";
            case PAUSED -> "pause";
            case CANCELLED -> "cancel";
            case STOPPED -> "stop";
            case DONE -> "finish";
        };
    }

    private Rollout require(RolloutId id) {
        return rollouts.find(id).orElseThrow(() -> new NotFoundException("roll-out", id));
    }
}
