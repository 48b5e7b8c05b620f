package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopLifecycle;
import dev.berth.broker.desktop.DesktopMachine;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Snapshot;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.desktop.Snapshots;
import dev.berth.broker.update.AvailableUpdate;
import dev.berth.broker.update.GuestUpdater;
import dev.berth.broker.update.StrangeAnswerException;
import dev.berth.broker.update.UpdateChoice;
import dev.berth.hypervisor.HypervisorException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the steps of an update. What is asked of a guest may be asked again; what is written down is handed back, for the
 * transaction of whoever holds the claim on the desktop's maintenance.
 */
@Component
class UpdateWork {

    private static final Logger LOG = LoggerFactory.getLogger(UpdateWork.class);

    private final JdbcUpdates updates;
    private final Desktops desktops;
    private final Undoing undoing;
    private final Clock clock;
    private final UpdatePlanner planner;

    UpdateWork(JdbcUpdates updates, Desktops desktops, Undoing undoing, UpdatePlanner planner, Clock clock) {
        this.updates = updates;
        this.desktops = desktops;
        this.undoing = undoing;
        this.planner = planner;
        this.clock = clock;
    }

    /** What an update can be taken back with, and how often it is looked at. */
    @Component
    record Undoing(Snapshots snapshots, DesktopLifecycle lifecycle, MaintenanceSettings settings) {}

    /** What comes of a look at an update. */
    sealed interface Turn {

        /** Nothing to write down; it is looked at again soon. */
        record Later(String why) implements Turn {}

        /** To be written down, and gone on with at once. */
        record Go(String why, Runnable write) implements Turn {}

        /** It is over, once that is written down. */
        record Over(Phase outcome, String why, Runnable write) implements Turn {}
    }

    Turn turn(Item item, Desktop desktop) {
        Optional<Update> known = updates.find(item.run(), item.desktop());
        if (known.isEmpty()) {
            return new Turn.Go("", () -> updates.begin(item.run(), item.desktop(), clock.instant()));
        }
        Instant asked = clock.instant();
        Heard heard = hear(known.get());
        Update update = listened(known.get(), heard, asked);
        return take(update, desktop, planner.next(update, heard, clock.instant()));
    }

    private Update listened(Update update, Heard heard, Instant asked) {
        boolean inVain =
                heard instanceof Heard.Silent || heard instanceof Heard.Up(String boot) && boot.equals(update.boot());
        if (inVain) {
            return update.silent(updates.silent(update, asked, clock.instant(), undoing.settings()));
        }
        updates.answered(update);
        return update.silent(Duration.ZERO);
    }

    /** The desktop left RESTORING: whether it has its snapshot's disks now. */
    Turn.Over rolledBack(Item item, Desktop desktop) {
        Update update = updates.find(item.run(), item.desktop())
                .orElseThrow(() -> new NotFoundException("update of desktop", item.desktop()));
        boolean back = desktop.blueprint().disks().root() != update.generation();
        String why = update.reason()
                + (back
                        ? " It was rolled back to the snapshot from before."
                        : " It could not be rolled back: "
                                + desktop.reason().orElse("its disks are those that were updated."));
        Update ended = update.ended(back ? UpdateStage.ROLLED_BACK : UpdateStage.FAILED, why);
        return new Turn.Over(Phase.FAILED, why, () -> updates.set(update, ended, clock.instant()));
    }

    private Heard hear(Update update) {
        DesktopMachine machine = desktops.machine(update.desktop());
        var guest = new GuestUpdater(machine, update.guest());
        return switch (update.stage()) {
            case LISTING ->
                asked(
                        update,
                        () -> !machine.agentAnswers()
                                ? new Heard.Silent("Its guest agent does not answer.")
                                : update.spec().choice() == UpdateChoice.NONE
                                        ? new Heard.Well()
                                        : new Heard.Offers(guest.list()));
            case SAVING -> {
                Optional<Snapshot> snapshot =
                        Optional.ofNullable(update.snapshot()).flatMap(undoing.snapshots()::find);
                yield new Heard.Copy(
                        snapshot.map(Snapshot::state).orElse(null),
                        snapshot.map(Snapshot::failure).orElse(""));
            }
            case INSTALLING -> asked(update, () -> new Heard.Install(guest.look(update.name())));
            case REBOOTING -> asked(update, () -> new Heard.Up(guest.boot()));
            case CHECKING -> asked(update, () -> health(machine));
            case ROLLING_BACK, DONE, FAILED, ROLLED_BACK ->
                throw new IllegalStateException("The update of desktop " + update.desktop() + " is " + update.stage());
        };
    }

    /** Nobody has a session on it, so the way in is closed again. */
    private static Heard health(DesktopMachine machine) {
        if (!machine.agentAnswers()) {
            return new Heard.Silent("Its guest agent does not answer.");
        }
        boolean answers = machine.rdpAnswers();
        machine.closeForward();
        return answers ? new Heard.Well() : new Heard.Silent("Its RDP server does not answer.");
    }

    private static Heard asked(Update update, Supplier<Heard> question) {
        try {
            return question.get();
        } catch (HypervisorException | StrangeAnswerException e) {
            LOG.debug("The guest of desktop {} cannot be asked.", update.desktop(), e);
            return new Heard.Silent("Its guest cannot be asked: " + e.getMessage());
        }
    }

    private Turn take(Update update, Desktop desktop, UpdateStep step) {
        DesktopMachine machine = desktops.machine(update.desktop());
        return switch (step) {
            case UpdateStep.Wait(String why) -> new Turn.Later(why);
            case UpdateStep.Choose(var chosen, String boot) ->
                go(
                        update,
                        update.choosing(
                                chosen.stream().map(AvailableUpdate::wanted).toList(), SnapshotId.fresh(), boot),
                        "A snapshot of it is being taken.");
            case UpdateStep.Save _ -> save(update);
            case UpdateStep.Saved _ -> go(update, update.in(UpdateStage.INSTALLING), "Updates are being installed.");
            case UpdateStep.Begin _ -> {
                var guest = new GuestUpdater(machine, update.guest());
                yield new Turn.Later(trouble(() -> guest.begin(update.name(), update.wanted()))
                        .orElse("Updates are being installed."));
            }
            case UpdateStep.Installed(var changes, boolean restart) -> {
                Optional<String> trouble = restart ? trouble(machine::reboot) : Optional.empty();
                if (trouble.isPresent()) {
                    yield new Turn.Later(trouble.get());
                }
                yield new Turn.Go(restart ? "Its guest restarts." : "It is being checked.", () -> {
                    updates.changed(update, changes);
                    updates.set(
                            update, update.in(restart ? UpdateStage.REBOOTING : UpdateStage.CHECKING), clock.instant());
                });
            }
            case UpdateStep.Reboot(String why) ->
                new Turn.Later(trouble(machine::reboot).orElse(why));
            case UpdateStep.Check _ -> go(update, update.in(UpdateStage.CHECKING), "It is being checked.");
            case UpdateStep.RollBack(String why) -> rollBack(update, desktop, why);
            case UpdateStep.Over(boolean good, String why) ->
                new Turn.Over(
                        good ? Phase.DONE : Phase.FAILED,
                        why,
                        () -> updates.set(
                                update,
                                update.ended(good ? UpdateStage.DONE : UpdateStage.FAILED, why),
                                clock.instant()));
        };
    }

    private Turn save(Update update) {
        SnapshotId id = update.snapshot();
        if (id == null) {
            throw new IllegalStateException("The update of desktop " + update.desktop() + " names no snapshot.");
        }
        return undoing.snapshots().takeBeforeUpdate(update.desktop(), id)
                ? new Turn.Later("A snapshot of it is being taken.")
                : new Turn.Later("Another snapshot of it is being taken.");
    }

    private Turn rollBack(Update update, Desktop desktop, String why) {
        SnapshotId snapshot = update.snapshot();
        if (snapshot == null || !hasBesideIt(desktop, snapshot)) {
            String left = why + " It could not be rolled back: its snapshot is gone, or on a host that was lost.";
            return new Turn.Over(
                    Phase.FAILED,
                    left,
                    () -> updates.set(update, update.ended(UpdateStage.FAILED, left), clock.instant()));
        }
        int generation = desktop.blueprint().disks().root();
        return new Turn.Go(why, () -> {
            updates.set(update, update.rollingBack(generation, why), clock.instant());
            undoing.lifecycle().rollBack(update.desktop(), snapshot, "Its update failed, and is rolled back: " + why);
        });
    }

    private boolean hasBesideIt(Desktop desktop, SnapshotId snapshot) {
        return undoing.snapshots()
                .find(snapshot)
                .filter(Snapshot::ready)
                .filter(found -> desktop.host().filter(found.host()::equals).isPresent())
                .isPresent();
    }

    private Turn go(Update update, Update next, String why) {
        return new Turn.Go(why, () -> updates.set(update, next, clock.instant()));
    }

    /** Does something outside of the database that may be done again; why it could not be done. */
    private static Optional<String> trouble(Runnable act) {
        try {
            act.run();
            return Optional.empty();
        } catch (HypervisorException | StrangeAnswerException e) {
            LOG.debug("What an update needs could not be done.", e);
            return Optional.of("Its guest cannot be asked: " + e.getMessage());
        }
    }
}
