package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostSettings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Bounds how many slow operations this node runs on one host at a time. Waiting for a guest is not one of them. */
@Component
class HostPermits {

    private static final int SNAPSHOTS_AT_ONCE = 1;
    private static final int MOVES_AT_ONCE = 2;

    private final HostSettings settings;
    private final Map<HostId, Semaphore> permits = new ConcurrentHashMap<>();

    /** Copies take long, and nobody who waits for a desktop may wait for one. */
    private final Map<HostId, Semaphore> snapshots = new ConcurrentHashMap<>();

    /** Moves take long as well, and wait for one another only. */
    private final Map<HostId, Semaphore> moves = new ConcurrentHashMap<>();

    HostPermits(HostSettings settings) {
        this.settings = settings;
    }

    /** Copies or deletes copies, unless the host is at another's just now: then it returns empty at once. */
    <T> Optional<T> ifFree(Desktop desktop, Supplier<T> work) {
        Semaphore permit = snapshots.computeIfAbsent(desktop.placedOn(), id -> new Semaphore(SNAPSHOTS_AT_ONCE));
        if (!permit.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            permit.release();
        }
    }

    <T> T with(Desktop desktop, Step step, Supplier<T> work) {
        HostId host = step instanceof Step.RestartFromCopy ? target(desktop) : desktop.hostOrNull();
        if (host == null || !isSlow(step)) {
            return work.get();
        }
        Semaphore permit = step instanceof Step.OfRelocation && !(step instanceof Step.RestartFromCopy)
                ? moves.computeIfAbsent(host, id -> new Semaphore(MOVES_AT_ONCE))
                : permits.computeIfAbsent(host, id -> new Semaphore(settings.stepsAtOnce()));
        permit.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            permit.release();
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
                    Step.CopyVolumes _,
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
