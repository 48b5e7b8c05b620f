package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Making.Recipe;
import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.StartOutcome;
import dev.berth.hypervisor.VolumeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes the steps that change a host, and writes down what came of them. */
@Component
class MachineSteps {

    private static final Logger LOG = LoggerFactory.getLogger(MachineSteps.class);
    private static final Duration WRITE_BACK_LIMIT = Duration.ofSeconds(20);
    private static final String PUT_HOME_AWAY =
            "pkill -KILL -u person; for i in 1 2 3 4 5; do umount /home && exit 0; sleep 0.2; done; sync";
    private static final Duration SOMEBODY_ELSE_UPLOADS = Duration.ofMillis(250);
    private static final Outcome AGAIN = new Outcome.Again();

    private final HostConnections hosts;
    private final HostArtifacts artifacts;
    private final Making making;
    private final SnapshotBook snapshots;
    private final DesktopRecord record;

    MachineSteps(
            HostConnections hosts,
            HostArtifacts artifacts,
            Making making,
            SnapshotBook snapshots,
            DesktopRecord record) {
        this.hosts = hosts;
        this.artifacts = artifacts;
        this.making = making;
        this.snapshots = snapshots;
        this.record = record;
    }

    Outcome makeDisks(Desktop desktop) {
        Recipe recipe = making.recipe(desktop);
        Hypervisor hypervisor = on(desktop);
        if (!ensureImage(desktop, recipe, hypervisor)) {
            return new Outcome.Pause(SOMEBODY_ELSE_UPLOADS);
        }
        requireWork(desktop, recipe, hypervisor);
        hypervisor.ensureVolume(recipe.user());
        hypervisor.ensureVolume(recipe.root());
        record.facts(desktop, draft -> draft.marked(Mark.DISKS_MADE).because(keptReason(desktop)));
        record.reached(desktop, Milestone.DISK_READY);
        return AGAIN;
    }

    /** A desktop that was ready once has somebody's work on its volumes: blank ones never take their place. */
    private static void requireWork(Desktop desktop, Recipe recipe, Hypervisor hypervisor) {
        boolean first = desktop.times().firstReady() == null;
        if (!desktop.holdsWork() && !hasUsedHome(desktop)) {
            return;
        }
        if (!hypervisor.hasVolume(recipe.user().name())) {
            throw missing(desktop, "user", recipe.user().name(), "Bring the host's storage back, then retry.");
        }
        if (!first && !hypervisor.hasVolume(recipe.root().name())) {
            throw missing(
                    desktop,
                    "root",
                    recipe.root().name(),
                    "Bring the host's storage back, then retry; or rebuild the desktop, which makes a new one of the"
                            + " image and keeps the home.");
        }
    }

    private static boolean hasUsedHome(Desktop desktop) {
        Home home = desktop.blueprint().disks().home();
        return home != null && home.used();
    }

    private static HypervisorException missing(Desktop desktop, String kind, VolumeName volume, String remedy) {
        return new HypervisorException("Cannot start desktop " + desktop.id() + ": its " + kind + " volume '" + volume
                + "' is missing on its host. Nothing was made in its place. " + remedy);
    }

    /** The template's refusal leaves nothing behind, so the way back is the cold one. */
    Outcome clone(Desktop desktop) {
        Recipe recipe = making.recipe(desktop);
        Hypervisor hypervisor = on(desktop);
        if (!ensureImage(desktop, recipe, hypervisor)) {
            return new Outcome.Pause(SOMEBODY_ELSE_UPLOADS);
        }
        if (desktop.condition().mark() != Mark.CLONING) {
            // Written before it is done: a clone that was cut off must be finished, not taken for a booted machine.
            record.facts(desktop, draft -> draft.marked(Mark.CLONING).notRunning());
            return AGAIN;
        }
        requireWork(desktop, recipe, hypervisor);
        hypervisor.ensureVolume(recipe.user());
        record.reached(desktop, Milestone.DISK_READY);
        Optional<String> refusal =
                hypervisor.startFromTemplate(recipe.template().orElseThrow(), recipe.machine());
        if (refusal.isPresent()) {
            record.facts(
                    desktop,
                    draft -> draft.marked(Mark.TEMPLATE_REFUSED)
                            .because("It boots instead of being cloned: " + refusal.get()));
            return AGAIN;
        }
        record.facts(desktop, draft -> draft.marked(Mark.STARTED).running().because(null));
        record.reached(desktop, Milestone.MACHINE_STARTED);
        return AGAIN;
    }

    Outcome boot(Desktop desktop) {
        Hypervisor hypervisor = on(desktop);
        hypervisor.define(making.recipe(desktop).machine());
        disksWereThere(desktop);
        return started(desktop, hypervisor.start(id(desktop)));
    }

    Outcome resume(Desktop desktop) {
        disksWereThere(desktop);
        return started(desktop, on(desktop).start(id(desktop)));
    }

    Outcome powerOff(Desktop desktop) {
        on(desktop).powerOff(id(desktop));
        record.facts(desktop, draft -> draft.marked(null).seen(Power.OFF).notRunning());
        return AGAIN;
    }

    Outcome reboot(Desktop desktop) {
        on(desktop).reboot(id(desktop));
        record.facts(desktop, draft -> draft.marked(Mark.REBOOTED).running());
        return AGAIN;
    }

    Outcome shutDown(Desktop desktop) {
        on(desktop).shutDown(id(desktop));
        record.facts(desktop, draft -> draft.marked(Mark.SHUTTING_DOWN).running());
        return AGAIN;
    }

    /** What the guest has not written back yet is in its memory only, and that goes if its disks are ever replaced. */
    Outcome save(Desktop desktop) {
        Hypervisor hypervisor = on(desktop);
        writeBack(desktop, hypervisor.guest(id(desktop)));
        hypervisor.save(id(desktop));
        record.facts(desktop, draft -> draft.seen(Power.SAVED).notRunning());
        return AGAIN;
    }

    private static void writeBack(Desktop desktop, Guest guest) {
        try {
            guest.exec(List.of("/usr/bin/sync"), "", WRITE_BACK_LIMIT);
        } catch (GuestUnavailableException e) {
            LOG.info("The guest of desktop {} could not be told to write back before it is saved.", desktop.id(), e);
        }
    }

    /** A guest that does not listen leaves its file system's journal to the next one, as after a power cut. */
    private static void putHomeAway(Desktop desktop, Guest guest) {
        try {
            guest.exec(List.of("/bin/sh", "-c", PUT_HOME_AWAY), "", WRITE_BACK_LIMIT);
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            LOG.info("The guest of instance {} could not be told to put the home away.", desktop.id(), e);
        }
    }

    Outcome removeMachine(Desktop desktop) {
        if (desktop.blueprint().disks().home() != null) {
            putHomeAway(desktop, on(desktop).guest(id(desktop)));
        }
        on(desktop).remove(id(desktop));
        Exchange exchange = desktop.agenda().exchange();
        // The one that comes in its place has the room.
        boolean keepsRoom = exchange != null && exchange.phase() == Exchange.Phase.SWAPPED;
        record.facts(desktop, draft -> {
            draft.seen(Power.ABSENT);
            return keepsRoom && draft.wantsRunning() ? draft.notRunning() : draft.down();
        });
        return AGAIN;
    }

    /**
     * Every volume that carries the desktop's id: roots, user volumes, snapshots, memory that was set aside. Those of
     * generations that the database does not know stay: it may have been put back to a state from before them.
     */
    Outcome deleteVolumes(Desktop desktop) {
        if (desktop.host().isPresent()) {
            Hypervisor hypervisor = on(desktop);
            List<VolumeName> left = volumes(desktop, hypervisor);
            while (!left.isEmpty()) {
                left.forEach(volume -> deleteUnlessNeeded(volume, hypervisor));
                List<VolumeName> still = volumes(desktop, hypervisor);
                if (still.size() == left.size()) {
                    // Nothing stands on the first any more that would have gone before it: this says why it stays.
                    hypervisor.deleteVolume(still.getFirst());
                }
                left = still;
            }
        }
        desktop.host().ifPresent(host -> snapshots.deleteAll(desktop.id(), host));
        record.move(
                desktop,
                draft -> draft.moveTo(DesktopState.TERMINATED, null)
                        .seen(Power.ABSENT)
                        .keptUntil(null)
                        .down());
        return AGAIN;
    }

    /** An increment goes before what it stands on, whatever order they are listed in. */
    private static void deleteUnlessNeeded(VolumeName volume, Hypervisor hypervisor) {
        try {
            hypervisor.deleteVolume(volume);
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            LOG.debug("Volume {} is tried again after others: {}", volume, e.getMessage(), e);
        }
    }

    private static List<VolumeName> volumes(Desktop desktop, Hypervisor hypervisor) {
        return hypervisor.volumes().stream()
                .filter(volume -> VolumeNames.desktopOf(volume)
                        .filter(desktop.id()::equals)
                        .isPresent())
                .filter(volume -> VolumeNames.isKnown(desktop, volume))
                .toList();
    }

    private Outcome started(Desktop desktop, StartOutcome outcome) {
        record.facts(desktop, draft -> {
            // Failures are counted until the guest is ready: a machine that goes off again and again is found out.
            draft.marked(Mark.STARTED).attempts(desktop.condition().attempts()).running();
            return switch (outcome) {
                case StartOutcome.AlreadyRunning _, StartOutcome.Booted _, StartOutcome.Resumed _ ->
                    draft.because(keptReason(desktop));
                case StartOutcome.BootedWithoutSavedState(String keptAs, String why) ->
                    draft.savedStateKeptAt(keptAs)
                            .because("Its saved memory could not be restored and was set aside as " + keptAs
                                    + "; it booted from disk instead. " + why);
            };
        });
        record.reached(desktop, Milestone.MACHINE_STARTED);
        return AGAIN;
    }

    /** Told before the start, or whoever waits reads the machine's time as that of disks that nobody made. */
    private void disksWereThere(Desktop desktop) {
        if (desktop.condition().mark() != Mark.DISKS_MADE) {
            record.reached(desktop, Milestone.DISK_READY);
        }
    }

    /** That a template was refused stays said; that a step failed before is no longer of interest. */
    private static @Nullable String keptReason(Desktop desktop) {
        Mark mark = desktop.condition().mark();
        boolean kept = mark == Mark.TEMPLATE_REFUSED || desktop.condition().attempts() == 0;
        return kept ? desktop.condition().reason() : null;
    }

    private boolean ensureImage(Desktop desktop, Recipe recipe, Hypervisor hypervisor) {
        var key = ArtifactKey.image(desktop.placedOn(), recipe.version().id());
        return artifacts.ensureImage(key, recipe.version(), hypervisor);
    }

    private Hypervisor on(Desktop desktop) {
        return hosts.on(desktop.placedOn());
    }

    private static MachineId id(Desktop desktop) {
        return new MachineId(desktop.id().value());
    }
}
