package dev.berth.broker.desktop;

import dev.berth.broker.desktop.HostSlots.Kind;
import dev.berth.broker.desktop.HostSlots.Slot;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Bounds how many slow operations run on one host at a time: copies and moves over all nodes, everything else on this one.
 * Waiting for a guest is not one of them.
 */
@Component
class HostPermits {

    private final HostSettings settings;
    private final HostSlots slots;
    private final Map<HostId, Semaphore> permits = new ConcurrentHashMap<>();

    /** Moves take long, and wait for one another only. */
    private final Map<HostId, Semaphore> moves = new ConcurrentHashMap<>();

    private final Set<Slot> held = ConcurrentHashMap.newKeySet();

    HostPermits(HostSettings settings, HostSlots slots) {
        this.settings = settings;
        this.slots = slots;
    }

    /**
     * Copies or deletes copies, unless the host is at another's just now: then it returns empty at once, for nobody who waits
     * for a desktop may wait for one.
     */
    <T> Optional<T> ifFree(Desktop desktop, Supplier<T> work) {
        return inSlot(desktop.placedOn(), Kind.SNAPSHOT, work);
    }

    /** Empty when other nodes are moving as many desktops from its host as may be. */
    <T> Optional<T> with(Desktop desktop, Step step, Supplier<T> work) {
        HostId host = step instanceof Step.RestartFromCopy ? target(desktop) : desktop.hostOrNull();
        if (host == null || !isSlow(step)) {
            return Optional.of(work.get());
        }
        boolean moving = step instanceof Step.OfRelocation && !(step instanceof Step.RestartFromCopy);
        Semaphore permit = moving
                ? moves.computeIfAbsent(host, id -> new Semaphore(Kind.MOVE.atOnce()))
                : permits.computeIfAbsent(host, id -> new Semaphore(settings.stepsAtOnce()));
        permit.acquireUninterruptibly();
        try {
            return moving ? inSlot(host, Kind.MOVE, work) : Optional.of(work.get());
        } finally {
            permit.release();
        }
    }

    /** Keeps what this node holds on hosts. */
    void renew() {
        slots.renew(List.copyOf(held));
    }

    private <T> Optional<T> inSlot(HostId host, Kind kind, Supplier<T> work) {
        Optional<Slot> slot = slots.take(host, kind);
        if (slot.isEmpty()) {
            return Optional.empty();
        }
        held.add(slot.get());
        try {
            return Optional.of(work.get());
        } finally {
            held.remove(slot.get());
            slots.giveBack(slot.get());
        }
    }

    /** The lost host does nothing for it. */
    private static @Nullable HostId target(Desktop desktop) {
        Relocation move = desktop.agenda().residence().relocation();
        return move == null ? null : move.to();
    }

    private static boolean isSlow(Step step) {
        return switch (step) {
            case Step.MakeDisks _,
                    Step.Clone _,
                    Step.Boot _,
                    Step.Resume _,
                    Step.Save _,
                    Step.PowerOff _,
                    Step.Reboot _,
                    Step.RemoveMachine _,
                    Step.DeleteVolumes _,
                    Step.ShutDown _,
                    Step.Grow _,
                    Step.OfExchange _,
                    Step.TakePointIn _,
                    Step.CopyVolumes _,
                    Step.RestoreThere _,
                    Step.RestartFromCopy _,
                    Step.InspectHost _ -> true;
            case Step.Rest _,
                    Step.Wait _,
                    Step.Admit _,
                    Step.CountIn _,
                    Step.Adopt _,
                    Step.NoteOff _,
                    Step.AwaitGuest _,
                    Step.AwaitOff _,
                    Step.TakeSize _,
                    Step.ChooseHost _,
                    Step.SwitchHost _,
                    Step.GiveUpMove _,
                    Step.AwaitMove _,
                    Step.LeaveLostHost _,
                    Step.SetTimer _,
                    Step.NoteGuest _,
                    Step.OfSnapshots _,
                    Step.BeginForgetting _,
                    Step.Become _,
                    Step.Fail _ -> false;
        };
    }
}
