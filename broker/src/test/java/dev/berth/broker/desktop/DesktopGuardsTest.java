package dev.berth.broker.desktop;

import static dev.berth.broker.desktop.DesktopState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which operation passes in which state, as the specification lists it. */
class DesktopGuardsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Set<DesktopState> EVERY = EnumSet.allOf(DesktopState.class);

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of("start", verb(desktop -> desktop.startAsked(NOW)), Set.of(STOPPED)),
                Arguments.of("stop", verb(desktop -> desktop.stopAsked(NOW)), Set.of(AVAILABLE, UNHEALTHY, ERROR)),
                Arguments.of("reboot", verb(desktop -> desktop.rebootAsked(NOW)), Set.of(AVAILABLE, UNHEALTHY)),
                Arguments.of(
                        "rebuild",
                        exchange(Exchange.Kind.REBUILD),
                        Set.of(AVAILABLE, ERROR, UNHEALTHY, STOPPED, REBOOTING)),
                Arguments.of("restore", exchange(Exchange.Kind.RESTORE), Set.of(AVAILABLE, ERROR, UNHEALTHY, STOPPED)),
                Arguments.of("migrate", exchange(Exchange.Kind.MIGRATE), Set.of(AVAILABLE, STOPPED, ERROR)),
                Arguments.of(
                        "suspend",
                        verb(desktop -> desktop.suspendAsked(NOW)),
                        Set.of(AVAILABLE, STOPPING, STOPPED, UNHEALTHY, ERROR)),
                Arguments.of("reinstate", verb(desktop -> desktop.reinstateAsked(NOW)), Set.of(SUSPENDED)),
                Arguments.of("hold", verb(desktop -> desktop.holdAsked(NOW)), Set.of(AVAILABLE)),
                Arguments.of(
                        "let go", verb(desktop -> desktop.letGoAsked(NOW)), Set.of(ADMIN_MAINTENANCE, MAINTENANCE)),
                Arguments.of(
                        "enter maintenance",
                        verb(desktop -> new Upkeep(desktop).entered("Test", NOW)),
                        Set.of(AVAILABLE)),
                Arguments.of(
                        "leave maintenance", verb(desktop -> new Upkeep(desktop).left(true, NOW)), Set.of(MAINTENANCE)),
                Arguments.of(
                        "terminate",
                        verb(desktop -> desktop.terminateAsked(NOW)),
                        EnumSet.complementOf(EnumSet.of(SUSPENDED))),
                Arguments.of("revive", verb(desktop -> desktop.reviveAsked(NOW)), Set.of(TERMINATED)),
                Arguments.of(
                        "modify",
                        verb(desktop -> desktop.modeAsked(new RunningPolicy(RunningMode.MANUAL, 60), NOW)),
                        Set.of(PENDING, AVAILABLE, STARTING, STOPPING, STOPPED, REBOOTING, UNHEALTHY, ERROR)),
                Arguments.of(
                        "open",
                        verb(desktop -> desktop.opened(NOW)),
                        Set.of(PENDING, AVAILABLE, STARTING, STOPPING, STOPPED, REBOOTING, UNHEALTHY, ERROR)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void operationPassesInItsStatesAndSaysStateAndGuardInOthers(
            String name, UnaryOperator<Desktop> verb, Set<DesktopState> passes) {
        for (DesktopState state : EVERY) {
            var desktop = aDesktop()
                    .in(state)
                    .sinceThen(NOW)
                    .keptUntil(NOW.plusSeconds(60))
                    .build();
            if (passes.contains(state)) {
                Desktop after = verb.apply(desktop);
                assertThat(after.state() == state || DesktopMoves.allowed(state, after.state()))
                        .as("%s of %s", name, state)
                        .isTrue();
            } else {
                assertThatThrownBy(() -> verb.apply(desktop))
                        .as("%s of %s", name, state)
                        .isInstanceOf(GuardRefusedException.class)
                        .hasMessageStartingWith("Cannot " + name)
                        .hasMessageContaining("it is " + state)
                        .hasMessageContaining("allowed is [");
            }
        }
    }

    @Test
    void alwaysOnIsNotStopped() {
        var desktop = aDesktop().in(AVAILABLE).mode(RunningMode.ALWAYS_ON).build();
        assertThatThrownBy(() -> desktop.stopAsked(NOW)).hasMessageContaining("ALWAYS_ON");
    }

    @Test
    void rebootThatIsStuckMayBeAskedForAgain() {
        var fresh = aDesktop().in(REBOOTING).sinceThen(NOW.minus(Duration.ofMinutes(19)));
        assertThatThrownBy(() -> fresh.build().rebootAsked(NOW)).isInstanceOf(GuardRefusedException.class);
        var stuck = aDesktop().in(REBOOTING).sinceThen(NOW.minus(Duration.ofMinutes(21)));
        assertThat(stuck.build().rebootAsked(NOW).times().stateSince()).isEqualTo(NOW);
    }

    @Test
    void rebootTurnsOffAndOnWhereANewSizeWaits() {
        var desktop = aDesktop().in(AVAILABLE).resizing(Resize.NONE.computed(new Compute(4, 2048)));
        assertThat(desktop.build().rebootAsked(NOW).state()).isEqualTo(UPDATING);
    }

    @Test
    void desktopThatWasNeverReadyHasNoDisksToExchange() {
        var desktop = new DesktopBuilder(NOW).in(ERROR).build();
        assertThatThrownBy(() -> exchange(Exchange.Kind.REBUILD).apply(desktop))
                .isInstanceOf(GuardRefusedException.class)
                .hasMessageContaining("never ready");
    }

    @Test
    void terminationCanBeTakenBackOnlyWhileSomethingIsKept() {
        var gone = aDesktop().in(TERMINATED).build();
        assertThatThrownBy(() -> gone.reviveAsked(NOW)).hasMessageContaining("kept no longer");
        var going =
                aDesktop().in(TERMINATED).keptUntil(NOW).forgettingSince(NOW).build();
        assertThatThrownBy(() -> going.reviveAsked(NOW)).hasMessageContaining("being deleted");
    }

    @Test
    void openingDoesNotUndoASuspension() {
        var desktop = aDesktop().in(STOPPING).wanting(Wanted.SUSPENDED).build();
        assertThatThrownBy(() -> desktop.opened(NOW)).hasMessageContaining("being suspended");
    }

    private static UnaryOperator<Desktop> verb(UnaryOperator<Desktop> verb) {
        return verb;
    }

    private static UnaryOperator<Desktop> exchange(Exchange.Kind kind) {
        return desktop -> {
            var make = new Make(desktop.bundle(), desktop.blueprint());
            var exchange = new Exchange(
                    kind,
                    Exchange.Phase.PREPARING,
                    null,
                    new SnapshotId(new UUID(1, 9)),
                    desktop.state(),
                    make,
                    make,
                    null,
                    null,
                    null);
            return desktop.exchangeAsked(exchange, "It is being changed.", NOW);
        };
    }

    private static DesktopBuilder aDesktop() {
        return new DesktopBuilder(NOW).readyOnceAt(NOW.minusSeconds(60));
    }
}
