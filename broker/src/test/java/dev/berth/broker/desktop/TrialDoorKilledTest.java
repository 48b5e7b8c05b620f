package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.session.TestTrialDoor;
import dev.berth.hypervisor.MachineId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that looks for a desktop's first picture is killed with -9 at each of its lines. */
class TrialDoorKilledTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void noWayInAndNoPasswordIsLeftWhereverItDies() {
        try (var region = new TestRegion(folder)) {
            TestNode first = region.node();
            region.addHost(first);
            Desktop desktop = first.desktops.open(region.person(), region.bundle(RunningMode.MANUAL));
            region.settle(first);
            int lines = Life.atEachLine(line -> isShutThoughKilledAt(region, desktop, line));
            assertThat(lines).as("lines that a trial has").isGreaterThan(5);
        }
    }

    /** @return whether it came to that line */
    private boolean isShutThoughKilledAt(TestRegion region, Desktop desktop, int line) {
        Optional<String> before = password(region, desktop);
        var shown = new AtomicReference<>(Optional.<String>empty());
        try (TestNode node = region.node(Life.endingAt(line), TestRegion.settings())) {
            var door = TestTrialDoor.over(node.jdbc, node.transactions, node.desktops, folder, region.clock);
            node.life.during(() -> door.letIn(desktop.id(), LIMIT, target -> {
                shown.set(Optional.of(target.password()));
                return target.port();
            }));
            Optional<String> left = password(region, desktop);
            Optional<String> known = shown.get().or(() -> left.filter(one -> !before.equals(Optional.of(one))));
            boolean killed = node.life.isOver();
            try (TestNode next = region.node()) {
                shut(region, next);
                assertThat(password(region, desktop))
                        .as("a trial in its time is left alone, line %s", line)
                        .isEqualTo(left);
                region.clock.advance(LIMIT.plusSeconds(1));
                shut(region, next);
            }
            assertThat(region.world.openForwards()).as("line %s", line).isZero();
            known.ifPresent(password ->
                    assertThat(password(region, desktop)).as("line %s", line).isNotEqualTo(known));
            assertThat(region.jdbc
                            .sql("select count(*) from trial_door")
                            .query(Integer.class)
                            .single())
                    .as("line %s", line)
                    .isZero();
            return killed;
        }
    }

    private void shut(TestRegion region, TestNode node) {
        TestTrialDoor.shutUnneeded(node.jdbc, node.transactions, node.desktops, folder, region.clock);
    }

    private static Optional<String> password(TestRegion region, Desktop desktop) {
        return region.world.password(new MachineId(desktop.id().value()), "person");
    }
}
