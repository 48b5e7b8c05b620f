package dev.berth.broker.standby;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.standby.StandbyPair.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.region.Stance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A history of take-overs back and forth, with lines that fall in the middle of a point and work that no point saw. What
 * the test saw acknowledged is kept in its own memory: whoever serves next has it, and no region overwrites what another
 * went on with.
 */
class StandbyHistoryTest {

    private static final int TAKE_OVERS = 3;
    private static final long SEED = 20_261_124;
    private static final String WORK = "/home/alice/work";

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsServedByWhoeverServesNext() throws IOException {
        var random = new Random(SEED);
        try (var pair = new StandbyPair(folder)) {
            Desktop first = pair.covered();
            Desktop second = pair.standby();
            var active = new Seat(pair.a, first);
            var other = new Seat(pair.b, second);
            int written = 0;
            for (int round = 0; round < TAKE_OVERS; round++) {
                String what = "seed " + SEED + ", take-over " + round;
                active.place.sessionBegins(active.desktop);
                int acknowledged = written;
                for (int step = 0; step <= random.nextInt(3); step++) {
                    active.write(++written);
                    if (random.nextBoolean()) {
                        other.place.answers.set(random.nextInt(3));
                        active.place.round().shipNow();
                        other.place.answers.set(-1);
                    }
                    if (step == 0 || random.nextBoolean()) {
                        pair.ship(active.place, active.desktop.id());
                        acknowledged = written;
                    }
                }
                boolean diverges = random.nextBoolean();
                if (diverges) {
                    active.write(++written);
                }
                pair.regions.cut();
                pair.redirect(other.place, other.place);
                Desktop opened = other.place.open();
                int found = other.read(opened);
                assertThat(found).as(what).isBetween(acknowledged, written);

                // The one that was left cannot know yet; whatever it sends is refused.
                active.place.round().shipNow();
                pair.regions.mend();
                Seat left = active;
                within(SOON, what + ": fenced", () -> left.place.side.regions.stance(null) instanceof Stance.StandsBy);
                left.place.sessionsEnd();
                left.place.round().shipNow();
                int last = written;
                within(SOON, what + ": what diverged is kept, and the desktop rests", () -> {
                    pair.keep();
                    return !diverges || left.kept().stream().anyMatch(point -> left.read(point) == last);
                });
                assertThat(other.read(opened))
                        .as(what + ": overwritten by nobody")
                        .isEqualTo(found);
                written = Math.max(written, found);
                active = other;
                other = left;
                Seat serves = active;
                within(SOON, what + ": the one that was left stands by", () -> {
                    pair.keep();
                    return serves.place
                                    .standbys()
                                    .cover(serves.desktop.id())
                                    .filter(cover -> cover.state() == StandbyState.READY)
                                    .isPresent()
                            && left.place.desktop(left.desktop.id()).state() == DesktopState.STOPPED;
                });
                pair.a.side.clock.forward(Duration.ofSeconds(1));
                pair.b.side.clock.forward(Duration.ofSeconds(1));
            }
        }
    }

    /** Where Alice sits, or may. */
    private record Seat(StandbyPair.Place place, Desktop desktop) {

        void write(int version) {
            place.write(desktop, WORK, String.valueOf(version));
        }

        int read(Desktop opened) {
            return number(place.world.files(place.userVolume(opened)).get(WORK));
        }

        int read(UserPoint point) {
            return point.whole() ? number(place.world.files(point.volume()).get(WORK)) : -1;
        }

        List<UserPoint> kept() {
            return place.node.get(UserPoints.class).of(desktop.id()).stream()
                    .filter(point -> point.kind() == Kind.KEPT)
                    .toList();
        }

        private static int number(@Nullable String text) {
            return text == null ? 0 : Integer.parseInt(text);
        }
    }
}
