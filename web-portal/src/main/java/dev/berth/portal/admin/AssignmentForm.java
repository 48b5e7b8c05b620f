package dev.berth.portal.admin;

import dev.berth.broker.assignment.LeavingPolicy;
import dev.berth.broker.assignment.Terms;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * An assignment as it was typed; it is read strictly by {@link #terms()}.
 *
 * @param picked who was chosen; empty where only the terms are changed
 * @param runningMode empty for as the bundle says
 */
public record AssignmentForm(
        String picked,
        String runningMode,
        String autoStopMinutes,
        LeavingPolicy onLeaving,
        String leavingDays,
        long revision)
        implements Serializable {

    static final Set<String> FIELDS = Set.of("picked", "runningMode", "autoStopMinutes", "leavingDays");

    static AssignmentForm fresh() {
        return new AssignmentForm("", "", "60", LeavingPolicy.KEEP, "30", 0);
    }

    Terms terms() {
        RunningPolicy running = runningMode.isEmpty()
                ? null
                : new RunningPolicy(mode(), Problems.whole("autoStopMinutes", autoStopMinutes));
        return new Terms(running, onLeaving, Problems.whole("leavingDays", leavingDays));
    }

    private RunningMode mode() {
        try {
            return RunningMode.valueOf(runningMode);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "runningMode is '%s'; allowed are %s, or nothing for as the bundle says."
                            .formatted(runningMode, List.of(RunningMode.values())),
                    e);
        }
    }
}
