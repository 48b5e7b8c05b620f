package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A desktop's move to another host. Its row names the old host until all is there; the volumes on the old host are whole
 * until the row names the new one.
 *
 * @param to null while {@link Phase#WAITING}
 * @param shared whether both hosts have the same pool, so that nothing is copied
 * @param copied names of volumes that are whole on the new host
 * @param note a sentence for admins: what it waits for; null while it does not
 * @param restart what it goes on from, where its host was lost and nothing is carried; null for every other move
 */
public record Relocation(
        Phase phase,
        @Nullable HostId to,
        boolean shared,
        List<String> copied,
        @Nullable String note,
        Instant since,
        @Nullable Restart restart) {

    /**
     * Disks that are made on the new host from the copy of a snapshot that is there.
     *
     * @param disks the generation that is made, which was reserved for this
     */
    public record Restart(SnapshotId copy, Disks disks) {}

    /** How far it is. */
    public enum Phase {
        /** It cannot begin yet. */
        WAITING,
        /** A host was chosen; nothing was put there yet. */
        CHOSEN,
        /** What is on the new host under its names was put there by this move. */
        COPYING,
        /** All of it is there. */
        COPIED
    }

    public Relocation {
        copied = List.copyOf(copied);
        if ((phase == Phase.WAITING) != (to == null)) {
            throw new IllegalArgumentException(
                    "to is " + to + " in phase " + phase + "; allowed is a host exactly when it does not wait.");
        }
    }

    static Relocation waiting(@Nullable String note, Instant now) {
        return new Relocation(Phase.WAITING, null, false, List.of(), note, now, null);
    }

    static Relocation chosen(HostId to, Instant now) {
        return new Relocation(Phase.CHOSEN, to, false, List.of(), null, now, null);
    }

    static Relocation restarting(HostId to, Restart restart, Instant now) {
        return new Relocation(Phase.COPYING, to, false, List.of(), null, now, restart);
    }

    boolean begun() {
        return phase != Phase.WAITING;
    }

    Relocation in(Phase next, boolean sharedPool) {
        return new Relocation(next, to, sharedPool, copied, note, since, restart);
    }

    Relocation withCopied(String volume) {
        if (copied.contains(volume)) {
            return this;
        }
        List<String> more = new ArrayList<>(copied);
        more.add(volume);
        return new Relocation(phase, to, shared, more, note, since, restart);
    }

    HostId target() {
        if (to == null) {
            throw new IllegalStateException("A move that waits has no target.");
        }
        return to;
    }
}
