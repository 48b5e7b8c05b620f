package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * @param memory what is known of the memory that is saved of it; null while nothing is
 */
public record Relocation(
        Phase phase,
        @Nullable HostId to,
        boolean shared,
        List<String> copied,
        @Nullable String note,
        Instant since,
        @Nullable Restart restart,
        @Nullable Memory memory) {

    /**
     * Disks that are made on the new host from the copy of a snapshot that is there.
     *
     * @param disks the generation that is made, which was reserved for this
     */
    public record Restart(SnapshotId copy, Disks disks) {}

    /**
     * Memory that was saved, and goes along.
     *
     * @param volume what it is kept as on its way; null while nothing of it was sent
     * @param refusals of hosts that could not restore it: they are not asked again for the same memory
     */
    public record Memory(@Nullable String volume, List<Refusal> refusals) {

        public Memory {
            refusals = List.copyOf(refusals);
        }
    }

    public record Refusal(HostId host, String why) {}

    /** How far it is. */
    public enum Phase {
        /** It cannot begin yet. */
        WAITING,
        /** A host was chosen; nothing was put there yet. */
        CHOSEN,
        /** What is on the new host under its names was put there by this move. */
        COPYING,
        /** All of it is there. */
        COPIED,
        /** And its machine is saved there as it is here: the memory was seen to be restored. */
        RESTORED
    }

    public Relocation {
        copied = List.copyOf(copied);
        if ((phase == Phase.WAITING) != (to == null)) {
            throw new IllegalArgumentException(
                    "to is " + to + " in phase " + phase + "; allowed is a host exactly when it does not wait.");
        }
    }

    static Relocation waiting(@Nullable String note, Instant now) {
        return new Relocation(Phase.WAITING, null, false, List.of(), note, now, null, null);
    }

    static Relocation chosen(HostId to, Instant now) {
        return new Relocation(Phase.CHOSEN, to, false, List.of(), null, now, null, null);
    }

    static Relocation restarting(HostId to, Restart restart, Instant now) {
        return new Relocation(Phase.COPYING, to, false, List.of(), null, now, restart, null);
    }

    boolean begun() {
        return phase != Phase.WAITING;
    }

    Relocation in(Phase next, boolean sharedPool) {
        return new Relocation(next, to, sharedPool, copied, note, since, restart, memory);
    }

    Relocation withCopied(String volume) {
        if (copied.contains(volume)) {
            return this;
        }
        List<String> more = new ArrayList<>(copied);
        more.add(volume);
        return new Relocation(phase, to, shared, more, note, since, restart, memory);
    }

    /** Its memory goes along, as this volume. */
    Relocation carrying(VolumeName volume) {
        return with(new Memory(volume.value(), refusals()));
    }

    /** The same try, or the next one, knowing what an earlier one found out of the memory. */
    Relocation after(@Nullable Relocation earlier) {
        return earlier == null || earlier.refusals().isEmpty() ? this : with(new Memory(null, earlier.refusals()));
    }

    Relocation refused(Refusal refusal) {
        List<Refusal> more = new ArrayList<>(refusals());
        more.add(refusal);
        return with(new Memory(carried().map(VolumeName::value).orElse(null), more));
    }

    List<Refusal> refusals() {
        return memory == null ? List.of() : memory.refusals();
    }

    /** The volume that its memory is kept as on the way; empty where it has none, or stays. */
    Optional<VolumeName> carried() {
        return Optional.ofNullable(memory).map(Memory::volume).map(VolumeName::new);
    }

    private Relocation with(Memory other) {
        return new Relocation(phase, to, shared, copied, note, since, restart, other);
    }

    HostId target() {
        if (to == null) {
            throw new IllegalStateException("A move that waits has no target.");
        }
        return to;
    }
}
