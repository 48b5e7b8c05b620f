package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.maintenance.RolloutMember.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Decides what a roll-out does next, from its rows alone. The canaries come first and alone; the others follow once every
 * canary is over and enough went well. What is under way never exceeds the limits.
 */
final class RolloutPlanner {

    private RolloutPlanner() {}

    /**
     * @param members in the order in which they come
     * @param forgiven failures that do not count any more
     * @param trusted whether somebody went on after it had stopped, also without a canary that went well
     */
    static RolloutStep next(RolloutSpec spec, List<RolloutMember> members, int forgiven, boolean trusted) {
        int failed = count(members, State.FAILED) - forgiven;
        int underWay = count(members, State.UNDER_WAY);
        int tried = count(members, State.DONE) + count(members, State.FAILED) + underWay;
        // Even if all that is under way goes well.
        if (failed > 0 && failed * 100L > (long) spec.failurePercent() * tried) {
            return new RolloutStep.Stop(
                    "%d of %d desktops failed, which is more than %d %%. Look at them, then resume or"
                                    .formatted(failed, tried, spec.failurePercent())
                            + " cancel.");
        }
        List<RolloutMember> canaries =
                members.stream().filter(RolloutMember::canary).toList();
        boolean canariesOver =
                canaries.stream().allMatch(canary -> canary.state().ended());
        boolean more = members.stream().anyMatch(member -> member.state() == State.WAITING);
        if (canariesOver && more && !trusted && !canaries.isEmpty() && count(canaries, State.DONE) == 0) {
            return new RolloutStep.Stop(
                    "No canary could be done: each was in use or away. Resume to go on without one," + " or cancel.");
        }
        List<DesktopId> turn = turn(spec, members, !canariesOver, underWay);
        if (!turn.isEmpty()) {
            return new RolloutStep.Begin(turn);
        }
        return more || underWay > 0 ? new RolloutStep.Wait() : new RolloutStep.Finish();
    }

    private static List<DesktopId> turn(
            RolloutSpec spec, List<RolloutMember> members, boolean canariesOnly, int underWay) {
        Map<UUID, Integer> onHost = new HashMap<>();
        members.stream()
                .filter(member -> member.state() == State.UNDER_WAY && member.host() != null)
                .forEach(member -> onHost.merge(member.host(), 1, Integer::sum));
        List<DesktopId> turn = new ArrayList<>();
        List<RolloutMember> waiting = members.stream()
                .filter(member ->
                        member.state() == State.WAITING && !member.busy() && (member.canary() || !canariesOnly))
                .sorted(Comparator.comparingInt(RolloutMember::turns))
                .toList();
        for (RolloutMember member : waiting) {
            if (underWay + turn.size() >= spec.atOnce()) {
                return turn;
            }
            UUID host = member.host();
            if (host == null || onHost.merge(host, 1, Integer::sum) <= spec.perHost()) {
                turn.add(member.desktop());
            }
        }
        return turn;
    }

    private static int count(List<RolloutMember> members, State state) {
        return (int) members.stream().filter(member -> member.state() == state).count();
    }
}
