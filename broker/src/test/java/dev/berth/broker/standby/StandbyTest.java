package dev.berth.broker.standby;

import static dev.berth.broker.BrokerRegion.ADMIN;
import static dev.berth.broker.Within.within;
import static dev.berth.broker.standby.StandbyPair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.alias.FailoverPreview;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.Stance;
import dev.berth.hypervisor.simulated.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Desktops that stand by in another region, with what their person did. */
class StandbyTest extends InAStandbyPair {

    private static final String LOST = "/home/alice/after-the-last-point";
    private static final String THREE = "/home/alice/three";

    @Test
    void workIsThereAfterTheFailoverAndBackAfterTheFailback() {
        Desktop desktop = pair.covered();
        within(SOON, "it rests", () -> {
            pair.keep();
            return pair.standby().state() == DesktopState.STOPPED;
        });
        pair.a.sessionBegins(desktop);
        pair.a.write(desktop, ONE, "1");
        pair.ship(pair.a, desktop.id());
        pair.a.write(desktop, TWO, "2");
        pair.ship(pair.a, desktop.id());
        UserPoint newest =
                pair.b.node.get(UserPoints.class).of(pair.standby().id()).getFirst();
        assertThat(newest.standsOn()).as("an increment").isNotNull();

        // The first region is lost, with what was done since.
        pair.a.write(desktop, LOST, "!");
        pair.a.side.clock.forward(Duration.ofMinutes(2));
        pair.b.side.clock.forward(Duration.ofMinutes(14));
        pair.a.node.get(RegionNews.class).tellResidents();
        within(
                SOON,
                "b knows who works",
                () -> pair.b
                                .side
                                .failover
                                .preview(pair.alias.id(), pair.b.side.name)
                                .totals()
                                .using()
                        == 1);
        pair.regions.cut();
        FailoverPreview preview = pair.b.side.failover.preview(pair.alias.id(), pair.b.side.name);
        assertThat(preview.totals().sent()).isEqualTo(1);
        assertThat(preview.totals().unsent()).isZero();
        assertThat(preview.affected().getFirst().point()).isBefore(pair.b.side.clock.instant());
        pair.redirect(pair.b, pair.b);
        Desktop there = pair.b.open();
        assertThat(pair.b.world.files(pair.b.userVolume(there)))
                .containsEntry(ONE, "1")
                .containsEntry(TWO, "2")
                .doesNotContainKey(LOST);
        pair.b.sessionBegins(there);
        pair.b.write(there, THREE, "3");

        // It returns: it sends nothing, and keeps what diverged by name.
        pair.regions.mend();
        within(SOON, "a is fenced", () -> pair.a.side.regions.stance(null) instanceof Stance.StandsBy);
        pair.a.round().shipNow();
        within(SOON, "what diverged is kept", () -> {
            pair.a.round().keepNow();
            return kept(desktop).stream().anyMatch(UserPoint::whole);
        });
        assertThat(pair.a.world.files(kept(desktop).getFirst().volume())).containsEntry(LOST, "!");
        assertThat(pair.a.standbys().diverged(10))
                .singleElement()
                .satisfies(one -> assertThat(one.desktop()).isEqualTo(desktop.id()));
        pair.a.sessionsEnd();

        // Failing back waits until all is there, and nobody takes sessions meanwhile.
        within(SOON, "a stands by for b, and rests", () -> {
            pair.keep();
            return pair.b.standbys().cover(there.id()).isPresent()
                    && pair.a.desktop(desktop.id()).state() == DesktopState.STOPPED;
        });
        within(SOON, "a hears b", () -> {
            pair.beat();
            return pair.b
                    .side
                    .failover
                    .preview(pair.alias.id(), pair.a.side.name)
                    .obstacles()
                    .isEmpty();
        });
        pair.b.side.failover.handOver(
                pair.alias.id(), pair.a.side.name, pair.epoch(pair.b), pair.alias.name(), "Back.", ADMIN);
        assertThat(pair.b.side.regions.stance(null)).isInstanceOf(Stance.StandsBy.class);
        pair.b.round().shipNow();
        assertThat(pair.b.side.regions.map().drain()).as("somebody works still").isPresent();
        pair.b.sessionsEnd();
        pair.b.side.clock.forward(Duration.ofSeconds(1));
        within(SOON, "a serves again", () -> {
            pair.b.round().shipNow();
            return pair.a.side.regions.stance(null) instanceof Stance.Serves;
        });
        Desktop back = pair.a.open();
        assertThat(pair.a.world.files(pair.a.userVolume(back)))
                .containsEntry(ONE, "1")
                .containsEntry(TWO, "2")
                .containsEntry(THREE, "3")
                .doesNotContainKey(LOST);
        assertThat(pair.a.node.get(UserPoints.class).of(desktop.id()))
                .anyMatch(point -> point.kind() == Kind.KEPT && point.whole())
                .anyMatch(point -> point.kind() == Kind.DISPLACED);
    }

    @Test
    void cutLineCostsOnlyWhatWasOnIt() {
        Desktop desktop = pair.covered();
        pair.a.sessionBegins(desktop);
        String large = "x".repeat(60_000);
        for (int file = 0; file < 30; file++) {
            pair.a.write(desktop, "/home/alice/large-" + file, large);
        }
        pair.b.answers.set(3);
        within(SOON, "the line fell in the middle", () -> {
            pair.a.round().shipNow();
            return pair.a.standbys().cover(desktop.id()).orElseThrow().note() != null;
        });
        assertThat(pair.b.pieces.get())
                .as("two that arrived, and one that did not")
                .isEqualTo(3);
        pair.b.answers.set(-1);
        pair.a.side.clock.forward(Duration.ofMinutes(1));

        // Where it would go there is no room: it waits there, and is not sent again.
        pair.b.world.storage(1);
        pair.b.world.faults().refuseNext(Operation.UPLOAD, 1);
        within(SOON, "it has all arrived", () -> {
            pair.a.round().shipNow();
            return String.valueOf(
                            pair.a.standbys().cover(desktop.id()).orElseThrow().note())
                    .contains("has no room just now");
        });
        pair.b.world.storage(1024 * 1024);
        pair.a.side.clock.forward(Duration.ofMinutes(1));
        within(SOON, "it goes on", () -> {
            pair.a.round().shipNow();
            return pair.a.standbys().cover(desktop.id()).orElseThrow().takenAt() != null;
        });
        assertThat(pair.b.pieces.get() - 3).as("the rest of four pieces").isEqualTo(2);
        assertThat(pair.b.world.files(receivedBy(pair.standby()).getFirst().volume()))
                .containsEntry("/home/alice/large-29", large);
    }

    @Test
    void volumesAreSentNoFasterThanIsAllowed() throws IOException {
        Desktop desktop = pair.covered();
        pair.a.sessionBegins(desktop);
        for (int file = 0; file < 30; file++) {
            pair.a.write(desktop, "/home/alice/large-" + file, "x".repeat(60_000));
        }
        pair.b.answers.set(0);
        within(SOON, "a point is taken, and does not get there", () -> {
            pair.a.round().shipNow();
            return pair.a.standbys().cover(desktop.id()).orElseThrow().note() != null;
        });
        pair.b.answers.set(-1);
        pair.a.side.clock.forward(Duration.ofMinutes(1));
        JdbcShipments shipments = pair.a.node.get(JdbcShipments.class);
        assertThat(shipments.claim(desktop.id(), pair.b.side.name, pair.a.side.clock.instant()))
                .isTrue();
        var slow = new Carrier(
                pair.a.node.get(PeerLine.class),
                pair.a.node.get(UserPoints.class),
                shipments,
                TestStandbys.settings(pair.key, DataSize.ofMegabytes(2)),
                pair.a.side.clock);
        UserPoint point = pair.a.node.get(UserPoints.class).of(desktop.id()).getFirst();
        long begun = System.nanoTime();
        assertThat(slow.carry(
                                pair.a
                                        .node
                                        .get(JdbcStandbys.class)
                                        .thereFor(desktop.id())
                                        .orElseThrow(),
                                point,
                                pair.epoch(pair.a))
                        .why())
                .isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("1.8 MB at 2 MiB a second")
                .isGreaterThan(Duration.ofMillis(800));
    }

    @Test
    void whoeverHasNoCertificateThatIsVouchedForIsSentNothing() {
        var trusting = TestStandbys.settings(pair.key, DataSize.ofBytes(0));
        var line = new PeerLine(pair.a.node.get(JdbcRegions.class), pair.a.node.get(PeerKey.class), trusting);
        assertThatThrownBy(() -> line.send(pair.b.side.name, PeerTalk.BEGIN, new byte[0]))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void whoMayNotHaveItHereGetsNone() {
        pair.b.side.jdbc.sql("delete from entitlement").update();
        pair.a
                .node
                .get(StandbyPolicies.class)
                .create(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofMinutes(5), ADMIN);
        Desktop desktop = pair.a.open();
        within(SOON, "b says why", () -> {
            pair.keep();
            return pair.a
                    .standbys()
                    .cover(desktop.id())
                    .filter(cover -> cover.state() == StandbyState.NOT_ENTITLED && cover.late())
                    .isPresent();
        });
        assertThat(pair.b.standbys().summary().kept()).isZero();
    }

    private List<UserPoint> kept(Desktop desktop) {
        return pair.a.node.get(UserPoints.class).of(desktop.id()).stream()
                .filter(point -> point.kind() == Kind.KEPT)
                .toList();
    }

    private List<UserPoint> receivedBy(Desktop desktop) {
        return pair.b.node.get(UserPoints.class).of(desktop.id()).stream()
                .filter(point -> point.kind() == Kind.RECEIVED)
                .toList();
    }
}
