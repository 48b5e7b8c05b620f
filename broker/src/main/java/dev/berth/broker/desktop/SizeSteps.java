package dev.berth.broker.desktop;

import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Gives a desktop the sizes that were asked for. */
@Component
class SizeSteps {

    private static final Logger LOG = LoggerFactory.getLogger(SizeSteps.class);
    private static final Duration GUEST_LIMIT = Duration.ofSeconds(30);
    /** Lets the file system of a mounted user volume fill its disk. */
    private static final List<String> FILL_HOME = List.of("/usr/lib/berth/attach-home");

    private static final Outcome AGAIN = new Outcome.Again();

    private final HostConnections hosts;
    private final DesktopRecord record;

    SizeSteps(HostConnections hosts, DesktopRecord record) {
        this.hosts = hosts;
        this.record = record;
    }

    /** Its machine is off; what it takes of its host is asked for anew, in the new size. */
    Outcome compute(Desktop desktop) {
        record.facts(desktop, draft -> {
            Resize resize = draft.resize();
            return resize.compute() == null
                    ? draft
                    : draft.made(draft.blueprint().with(resize.compute()))
                            .resized(resize.computed(null))
                            .roomless();
        });
        return AGAIN;
    }

    /** A volume that cannot be grown stays as it is, and its desktop goes on. */
    Outcome grow(Desktop desktop, Sighting sighting) {
        Resize resize = desktop.agenda().resize();
        try {
            Hypervisor hypervisor = hosts.on(desktop.placedOn());
            grow(hypervisor, VolumeNames.root(desktop), resize.rootMib());
            grow(hypervisor, VolumeNames.user(desktop), resize.userMib());
            record.facts(desktop, draft -> grown(draft, resize));
            if (resize.userMib() != null
                    && sighting instanceof Sighting.There(Power power, boolean answers)
                    && answers) {
                fillHome(desktop, hypervisor);
            }
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            LOG.warn("The volumes of desktop {} keep their sizes.", desktop.id(), e);
            record.facts(
                    desktop,
                    draft -> draft.resized(draft.resize().growing(null, null))
                            .because("Its volumes keep their sizes: " + e.getMessage()));
        }
        return AGAIN;
    }

    private static void grow(Hypervisor hypervisor, VolumeName volume, @Nullable Long mib) {
        if (mib != null && hypervisor.volume(volume).capacityBytes() < mib * 1024 * 1024) {
            hypervisor.growVolume(volume, mib);
        }
    }

    /** What was asked for meanwhile stays to be done. */
    private static DesktopDraft grown(DesktopDraft draft, Resize done) {
        Disks disks = draft.blueprint().disks();
        Resize left = draft.resize();
        return draft.made(draft.blueprint()
                        .with(disks.grownTo(
                                done.rootMib() == null ? disks.rootMib() : done.rootMib(),
                                done.userMib() == null ? disks.userMib() : done.userMib())))
                .resized(left.growing(
                        Objects.equals(left.rootMib(), done.rootMib()) ? null : left.rootMib(),
                        Objects.equals(left.userMib(), done.userMib()) ? null : left.userMib()));
    }

    /** A guest that does not do it now does it when it next mounts the volume. */
    private static void fillHome(Desktop desktop, Hypervisor hypervisor) {
        try {
            hypervisor.guest(new MachineId(desktop.id().value())).exec(FILL_HOME, "", GUEST_LIMIT);
        } catch (GuestUnavailableException e) {
            LOG.info("The guest of desktop {} fills its larger volume at its next start.", desktop.id(), e);
        }
    }
}
