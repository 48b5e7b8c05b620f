package dev.berth.broker.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.maintenance.RolloutMember.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RolloutPlannerTest {

    /** Random roll-outs, whose turns end at random. */
    @Property(tries = 400)
    void limitsHoldCanariesComeFirstFailuresStopItAndItEnds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll @IntRange(min = 0, max = 100) int canaryPercent,
            @ForAll @IntRange(min = 1, max = 8) int atOnce,
            @ForAll @IntRange(min = 1, max = 4) int perHost,
            @ForAll @IntRange(min = 0, max = 100) int failurePercent) {
        var random = new Random(seed);
        var spec = new RolloutSpec("Test", canaryPercent, atOnce, perHost, failurePercent, 60, null, 0);
        List<RolloutMember> members = members(random, size, spec.canaries(size));
        boolean breaks = random.nextInt(3) == 0;
        for (int i = 0; i < 400; i++) {
            RolloutStep step = RolloutPlanner.next(spec, members, 0, false);
            switch (step) {
                case RolloutStep.Begin(List<DesktopId> turn) -> {
                    assertThat(turn).isNotEmpty().doesNotHaveDuplicates();
                    boolean canariesOver = members.stream()
                            .filter(RolloutMember::canary)
                            .allMatch(member -> member.state().ended());
                    members.replaceAll(
                            member -> turn.contains(member.desktop()) ? begun(member, canariesOver) : member);
                    requireLimits(spec, members);
                }
                case RolloutStep.Wait _ -> {
                    assertThat(members).anyMatch(member -> member.state() == State.UNDER_WAY);
                    endOne(random, members, breaks);
                }
                case RolloutStep.Stop(String why) -> {
                    assertThat(why).isNotBlank();
                    long failed = count(members, State.FAILED);
                    long tried = failed + count(members, State.DONE) + count(members, State.UNDER_WAY);
                    boolean noCanary =
                            members.stream().noneMatch(member -> member.canary() && member.state() == State.DONE);
                    assertThat(failed * 100 > tried * failurePercent || noCanary)
                            .isTrue();
                    return;
                }
                case RolloutStep.Finish _ -> {
                    assertThat(members).allMatch(member -> member.state().ended());
                    return;
                }
            }
        }
        throw new AssertionError("It does not end: " + members);
    }

    @Test
    void everyCanaryThatFailsStopsItBeforeTheOthersBegin() {
        var spec = new RolloutSpec("Test", 10, 5, 5, 20, 60, null, 0);
        List<RolloutMember> members = members(new Random(1), 10, 1);
        RolloutMember canary = members.getFirst();
        assertThat(RolloutPlanner.next(spec, members, 0, false))
                .isEqualTo(new RolloutStep.Begin(List.of(canary.desktop())));
        members.set(0, in(canary, State.FAILED));
        assertThat(RolloutPlanner.next(spec, members, 0, false)).isInstanceOf(RolloutStep.Stop.class);
        assertThat(RolloutPlanner.next(spec, members, 1, true)).isInstanceOf(RolloutStep.Begin.class);
    }

    private static List<RolloutMember> members(Random random, int size, int canaries) {
        List<UUID> hosts = List.of(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3));
        List<RolloutMember> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            UUID host = random.nextInt(10) == 0 ? null : hosts.get(random.nextInt(hosts.size()));
            members.add(new RolloutMember(new DesktopId(new UUID(1, i)), host, i < canaries, State.WAITING, 0, false));
        }
        return members;
    }

    private static RolloutMember begun(RolloutMember member, boolean canariesOver) {
        assertThat(member.state()).isEqualTo(State.WAITING);
        assertThat(member.canary() || canariesOver).as("canaries first").isTrue();
        return new RolloutMember(
                member.desktop(), member.host(), member.canary(), State.UNDER_WAY, member.turns() + 1, false);
    }

    private static void requireLimits(RolloutSpec spec, List<RolloutMember> members) {
        Map<UUID, Integer> onHost = new HashMap<>();
        int underWay = 0;
        for (RolloutMember member : members) {
            if (member.state() == State.UNDER_WAY) {
                underWay++;
                if (member.host() != null) {
                    onHost.merge(member.host(), 1, Integer::sum);
                }
            }
        }
        assertThat(underWay).isLessThanOrEqualTo(spec.atOnce());
        assertThat(onHost.values()).allMatch(number -> number <= spec.perHost());
    }

    private static void endOne(Random random, List<RolloutMember> members, boolean breaks) {
        List<RolloutMember> underWay = members.stream()
                .filter(member -> member.state() == State.UNDER_WAY)
                .toList();
        RolloutMember one = underWay.get(random.nextInt(underWay.size()));
        int kind = random.nextInt(10);
        State end = kind == 0
                ? one.turns() < 3 ? State.WAITING : State.SKIPPED
                : breaks && kind < 5 ? State.FAILED : State.DONE;
        members.set(members.indexOf(one), in(one, end));
    }

    private static RolloutMember in(RolloutMember member, State state) {
        return new RolloutMember(member.desktop(), member.host(), member.canary(), state, member.turns(), false);
    }

    private static long count(List<RolloutMember> members, State state) {
        return members.stream().filter(member -> member.state() == state).count();
    }
}
