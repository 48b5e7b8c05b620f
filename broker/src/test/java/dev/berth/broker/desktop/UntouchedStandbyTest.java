package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.desktop.UserPoint.Kind;
import dev.berth.hypervisor.VolumeName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What came from a peer for a desktop that stands by: whether that is cloned from the template, or boots. */
class UntouchedStandbyTest extends InASimulatedRegion {

    private static final String WORK = "/home/alice/work";

    @Test
    void aStandbyThatNobodyUsedIsClonedWithWhatCame() {
        Desktop standby = standby();
        arrives(standby);
        node.desktops.reopen(standby.id());
        region.settle(node);
        assertThat(now(standby).ready()).isTrue();
        assertThat(backing(standby)).startsWith("template-");
        assertThat(work(standby)).isEqualTo("theirs");
        assertThat(node.points.of(standby.id())).anyMatch(point -> point.kind() == Kind.DISPLACED);
    }

    @Test
    void aStandbyThatSomebodyUsedKeepsItsRootVolume() {
        Desktop standby = standby();
        region.beginSession(standby);
        region.endSessions();
        String root = backing(standby);
        arrives(standby);
        node.desktops.reopen(standby.id());
        region.settle(node);
        assertThat(now(standby).ready()).isTrue();
        assertThat(backing(standby)).isEqualTo(root).doesNotStartWith("template-");
        assertThat(work(standby)).isEqualTo("theirs");
    }

    @Test
    void withoutATemplateItBoots() {
        Desktop standby = running();
        node.desktops.stop(standby.id());
        region.settle(node);
        arrives(standby);
        node.desktops.reopen(standby.id());
        region.settle(node);
        assertThat(now(standby).ready()).isTrue();
        assertThat(backing(standby)).doesNotStartWith("template-");
        assertThat(work(standby)).isEqualTo("theirs");
    }

    /** Booted once before its host had a template, and off since. */
    private Desktop standby() {
        Desktop standby = running();
        node.desktops.stop(standby.id());
        region.settle(node);
        node.templates.keepOn(node.hostStore.list().getFirst());
        return now(standby);
    }

    /** The volume of somebody else's desktop, as a peer sends it. */
    private void arrives(Desktop standby) {
        Desktop theirs = node.desktops.open(region.person(), bundle);
        region.settle(node);
        region.world.write(userVolume(now(theirs)), WORK, "theirs");
        PointId sent = node.points
                .begin(theirs.id(), Kind.SENT, Optional.empty(), null)
                .orElseThrow();
        region.settle(node);
        var bytes = new ByteArrayOutputStream();
        UserPoint point = node.points.find(sent).orElseThrow();
        node.points.download(point, bytes);
        node.points.received(node.points.receive(
                standby.id(),
                PointId.fresh(),
                Optional.empty(),
                region.clock.instant(),
                point.mib(),
                point.mib(),
                new ByteArrayInputStream(bytes.toByteArray())));
    }

    private String backing(Desktop desktop) {
        VolumeName root = VolumeNames.root(now(desktop));
        return region.world
                .allVolumes()
                .get(root)
                .backing()
                .map(VolumeName::value)
                .orElse("");
    }

    private String work(Desktop desktop) {
        return region.world.files(userVolume(now(desktop))).get(WORK);
    }
}
