package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.DesktopId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What a timer does for roll-outs, on any node and as often as one likes. Each is moved under a lock on its row, and a turn is
 * written down as a run of maintenance in the same transaction: a node that is killed leaves it done or not begun.
 */
@Component
public class RolloutRounds {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutRounds.class);
    private static final int MOST_TURNS = 3;

    private final JdbcRollouts rollouts;
    private final JdbcRolloutDesktops desktops;
    private final JdbcRuns runs;
    private final MaintenanceNotes notes;
    private final Clock clock;

    RolloutRounds(
            JdbcRollouts rollouts, JdbcRolloutDesktops desktops, JdbcRuns runs, MaintenanceNotes notes, Clock clock) {
        this.rollouts = rollouts;
        this.desktops = desktops;
        this.runs = runs;
        this.notes = notes;
        this.clock = clock;
    }

    /** Takes over what came of turns, and begins the next. */
    public void advance() {
        for (RolloutId id : rollouts.live()) {
            try {
                notes.transaction()
                        .executeWithoutResult(status -> rollouts.lock(id).ifPresent(this::move));
            } catch (RuntimeException e) {
                LOG.error("Roll-out {} could not be moved; the others are, and the next round tries again.", id, e);
            }
        }
    }

    private void move(Rollout rollout) {
        Instant now = clock.instant();
        desktops.settle(rollout.id(), MOST_TURNS, now);
        List<RolloutMember> members = desktops.members(rollout.id(), now);
        switch (rollout.state()) {
            case RUNNING -> {
                if (!now.isBefore(rollout.beginsAt())) {
                    take(
                            rollout,
                            RolloutPlanner.next(rollout.spec(), members, rollout.forgiven(), rollout.resumed() > 0),
                            now);
                }
            }
            case CANCELLED -> {
                if (members.stream().allMatch(member -> member.state().ended())) {
                    rollouts.end(rollout.id(), now);
                }
            }
            case PAUSED, STOPPED, DONE -> {
                // What is under way goes to its end, and nothing begins.
            }
        }
    }

    private void take(Rollout rollout, RolloutStep step, Instant now) {
        switch (step) {
            case RolloutStep.Wait _ -> {
                // The next look is soon.
            }
            case RolloutStep.Begin(List<DesktopId> turn) -> begin(rollout, turn, now);
            case RolloutStep.Stop(String why) -> {
                rollouts.move(rollout.id(), List.of(Rollout.State.RUNNING), Rollout.State.STOPPED, why);
                tell(rollout, "stop", Outcome.FAILED, why);
            }
            case RolloutStep.Finish _ -> {
                rollouts.end(rollout.id(), now);
                tell(
                        rollout,
                        "finish",
                        Outcome.DONE,
                        "Roll-out '" + rollout.spec().name() + "' is over.");
            }
        }
    }

    private void begin(Rollout rollout, List<DesktopId> turn, Instant now) {
        Duration turns = Duration.ofMinutes(rollout.spec().turnMinutes());
        Run run = Run.beginning(rollout.spec().name(), rollout.askedBy(), now, turns);
        runs.insert(run);
        runs.add(run.id(), turn, now);
        desktops.begin(rollout.id(), run.id(), turn, now);
        String many = turn.size() == 1 ? "one desktop" : turn.size() + " desktops";
        tell(
                rollout,
                "turn",
                Outcome.DONE,
                "Roll-out '%s' began with %s.".formatted(rollout.spec().name(), many));
    }

    private void tell(Rollout rollout, String verb, Outcome outcome, String what) {
        notes.record(Rollouts.entry(new Actor.Berth(), verb, rollout.id(), outcome, what));
        notes.nudge(rollout.id());
    }
}
