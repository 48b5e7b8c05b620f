package dev.berth.broker.maintenance;

import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.update.UpdateSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People put off what an announced roll-out does to their desktop. */
class RolloutDeferralsTest {

    private static final Duration NOTICE = Duration.ofHours(2);

    private final MaintainedRegion region = new MaintainedRegion();
    private final Rollouts rollouts = region.get(Rollouts.class);
    private final RolloutDeferrals deferrals = region.get(RolloutDeferrals.class);
    private Person alice;
    private DesktopId hers;
    private DesktopId his;

    @BeforeEach
    void begin() {
        Bundle bundle = region.bundle("Standard", RunningMode.MANUAL);
        alice = region.person("alice");
        hers = region.running(alice, bundle);
        his = region.running(region.person("bob"), bundle);
    }

    @AfterEach
    void end() {
        region.close();
    }

    @Test
    void aDesktopThatIsPutOffComesADayAfterTheOthers() {
        Rollout rollout = announced("Fonts", 0);
        assertThat(coming()).matches(one -> !one.deferred() && one.deferrable() && one.left() == 2);
        Person mallory = region.person("mallory");
        assertThatThrownBy(() -> deferrals.defer(mallory.id(), hers, rollout.id(), ADMIN))
                .isInstanceOf(NotFoundException.class);
        deferrals.defer(alice.id(), hers, rollout.id(), ADMIN);
        deferrals.defer(alice.id(), hers, rollout.id(), ADMIN);
        assertThat(coming()).matches(one -> one.deferred() && one.left() == 1);
        assertThat(coming().from()).isEqualTo(rollout.beginsAt().plus(Duration.ofDays(1)));
        assertThat(region.get(Notices.class).latest(50, 0))
                .filteredOn(notice -> notice.desktop().equals(hers))
                .hasSize(2)
                .allMatch(notice -> notice.beginsAt().equals(coming().from()));
        assertThat(lines(rollout).get(hers).reason().orElse("")).startsWith("Its person put it off until ");

        region.clock.forward(NOTICE.plusMinutes(1));
        until("the other is done", () -> state(rollout, his) == RolloutMember.State.DONE);
        region.get(RolloutRounds.class).advance();
        assertThat(state(rollout, hers)).isEqualTo(RolloutMember.State.WAITING);
        assertThat(rollouts.find(rollout.id()).orElseThrow().over()).isFalse();
        assertThat(coming()).matches(one -> one.deferred() && !one.deferrable());
        assertThatThrownBy(() -> deferrals.undo(alice.id(), hers, rollout.id(), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("have not begun");

        region.clock.forward(Duration.ofDays(1));
        until("it is over", () -> rollouts.find(rollout.id()).orElseThrow().over());
        assertThat(state(rollout, hers)).isEqualTo(RolloutMember.State.DONE);
        assertThat(region.get(Announcements.class).to(alice.id())).isEmpty();
        assertThat(region.audited("desktop", hers)).isGreaterThanOrEqualTo(1);
    }

    @Test
    void theBudgetIsThatOfWindowsTooAndACanaryHandsItsPlaceOn() {
        region.opensIn(Duration.ofHours(20));
        Rollout first = announced("Fonts", 50);
        deferrals.defer(alice.id(), hers, first.id(), ADMIN);
        assertThat(lines(first).get(hers).canary()).isFalse();
        assertThat(lines(first).get(his).canary()).isTrue();
        deferrals.undo(alice.id(), hers, first.id(), ADMIN);
        assertThat(coming()).matches(one -> !one.deferred() && one.left() == 2);
        assertThat(coming().from()).isEqualTo(first.beginsAt());

        deferrals.defer(alice.id(), hers, first.id(), ADMIN);
        Deferrals windows = region.get(Deferrals.class);
        Deferrals.Turn turn = windows.of(alice.id()).getFirst();
        assertThat(turn.left()).isEqualTo(1);
        windows.defer(alice.id(), hers, turn.window(), turn.day(), ADMIN);
        rollouts.cancel(first.id(), ADMIN);
        Rollout second = announced("Kernel", 0);
        assertThat(coming().left()).isZero();
        assertThatThrownBy(() -> deferrals.defer(alice.id(), hers, second.id(), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("cannot be put off any more: allowed is 2 times in 60 days");
    }

    private Rollout announced(String name, int canaryPercent) {
        var spec =
                new RolloutSpec(name, canaryPercent, 5, 5, 0, 60, UpdateSpec.ALL, Math.toIntExact(NOTICE.toMinutes()));
        return rollouts.start(spec, Set.of(hers, his), ADMIN);
    }

    private Announcements.Coming coming() {
        List<Announcements.Coming> coming = region.get(Announcements.class).to(alice.id());
        assertThat(coming).hasSize(1);
        return coming.getFirst();
    }

    private Map<DesktopId, RolloutLine> lines(Rollout rollout) {
        return rollouts.lines(rollout.id(), 10, 0).stream()
                .collect(Collectors.toMap(RolloutLine::desktop, Function.identity()));
    }

    private RolloutMember.State state(Rollout rollout, DesktopId desktop) {
        return lines(rollout).get(desktop).state();
    }

    private void until(String what, BooleanSupplier so) {
        region.until(what, () -> {
            region.get(RolloutRounds.class).advance();
            return so.getAsBoolean();
        });
    }
}
