package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A region with one simulated host, one node, and a person who has an AUTO_STOP bundle. */
abstract class InASimulatedRegion {

    @TempDir
    Path folder;

    TestRegion region;
    TestNode node;
    Bundle bundle;
    PersonId person;

    @BeforeEach
    void begin() {
        region = new TestRegion(folder);
        node = region.node();
        region.addHost(node);
        bundle = region.bundle(RunningMode.AUTO_STOP);
        person = region.person();
    }

    @AfterEach
    void end() {
        region.close();
    }

    Desktop running() {
        Desktop desktop = node.desktops.open(person, bundle);
        region.settle(node);
        return now(desktop);
    }

    Desktop now(Desktop desktop) {
        return node.desktop(desktop.id());
    }

    static MachineId machine(Desktop desktop) {
        return new MachineId(desktop.id().value());
    }

    static VolumeName userVolume(Desktop desktop) {
        return VolumeNames.user(desktop);
    }
}
