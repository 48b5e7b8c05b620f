package dev.berth.hypervisor;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One hypervisor host. Every operation may be repeated: what already is as wanted is left as it is, so that a step cut
 * off between doing and recording is adopted by the next. Operations block, are bounded, and throw
 * {@link HostUnreachableException} when the host does not answer and {@link HypervisorException} when it refuses. Safe
 * for use by many threads; a lost connection is made anew behind this interface.
 */
public interface Hypervisor extends AutoCloseable {

    HostFacts facts();

    /** What the host says of a machine; never throws, an unreachable host is a value. */
    Observation observe(MachineId id);

    /** Every machine of Berth's on this host, running or not. A machine of somebody else's is never listed. */
    List<MachineId> machines();

    // Volumes, all in the host's pool.

    /**
     * The whole volumes of the pool. Templates' own are the driver's and are not listed; a saved state that was set aside
     * is, under its machine's id with {@code .kept-} behind.
     */
    List<VolumeName> volumes();

    boolean hasVolume(VolumeName name);

    /** Looks at the pool anew: another host that shares its storage may have put something there. */
    void lookAnew();

    /** Makes the volume unless one of its name exists. */
    void ensureVolume(VolumeSpec spec);

    /** Copies a local file into the pool as a volume of this name, unless it is there whole; a copy cut off halfway is made anew. */
    void ensureUploaded(VolumeName name, Path file);

    /** Deletes the volume if it exists; refused while a machine, a linked clone or a snapshot's increment uses it. */
    void deleteVolume(VolumeName name);

    /** What the host has of a whole volume; refused where it has none of this name. */
    VolumeFacts volume(VolumeName name);

    /**
     * Grows the volume to this capacity, also while its machine runs; the guest grows its file system. Never shrinks.
     * Refused while the machine is saved or a snapshot of it is being taken.
     */
    void growVolume(VolumeName name, long capacityMib);

    /**
     * Writes a volume's content to the stream, for {@link #upload} on this or another host, in frames that tell their end.
     * What it stands on is not written but named. Refused while a running machine writes to it. The stream is left open.
     * Memory that {@link #keepMemory} kept is written the same way, for {@link #uploadMemory}.
     */
    void download(VolumeName name, OutputStream to);

    /**
     * Makes a volume from what {@link #download} wrote, grown to the capacity, unless it is there whole; then nothing is
     * read. Refused where the host lacks what the content stands on. A stream that ends too early or arrives damaged leaves
     * no volume.
     */
    void upload(VolumeName name, long capacityMib, InputStream from);

    /** The same of kept memory, and of nothing else. */
    void uploadMemory(VolumeName name, InputStream from);

    // Machines.

    /** Defines the machine, or brings an existing definition that is off to this spec. It is not started. */
    void define(MachineSpec spec);

    /** Starts the machine: from its saved memory where it has one, else by booting. */
    StartOutcome start(MachineId id);

    /**
     * Saves the running machine's memory to the host's disk and turns it off. If saving fails, or while a snapshot of it is
     * being taken, it keeps running and this throws.
     */
    void save(MachineId id);

    /** Asks the guest to shut down; returns at once. */
    void shutDown(MachineId id);

    /** Takes the power away at once. */
    void powerOff(MachineId id);

    /** Asks the guest to reboot, or resets it where it does not listen. */
    void reboot(MachineId id);

    /** Turns the machine off and forgets its definition and saved memory; its volumes stay. Absent is fine. */
    void remove(MachineId id);

    /** Copies the memory of a saved machine into the pool, unless that is there whole. The machine stays saved. */
    void keepMemory(MachineId id, VolumeName name);

    /**
     * Makes the machine whose memory {@link #keepMemory} kept on this host saved as it was; its volumes are here under
     * their names, as they were then. It must not be there, but for what an earlier try left; one that is saved
     * already is as wanted. Nothing runs in its guest, and the kept volume stays. Empty when done; else that memory can
     * never be restored here and was set aside, and there is no machine.
     */
    Optional<LostMemory> putMemoryBack(MachineId id, VolumeName name);

    /**
     * The same of memory that {@link #uploadMemory} brought from another host. What machine it says it is of is that host's
     * word: only this machine is made, with its volumes and its network, and what else it asks for is refused.
     */
    Optional<LostMemory> putSentMemoryBack(MachineSpec spec, VolumeName name);

    // Guests and sessions.

    Guest guest(MachineId id);

    /** Opens the guest's port on the host's forward address, or returns the forward that is open. Machines on a libvirt network return the guest's own address. */
    PortForward openForward(MachineId id, int guestPort);

    /** Closes the forward if one is open. */
    void closeForward(MachineId id, int guestPort);

    /** The machine's console as a PNG; refused unless it runs. What it shows is the guest's. */
    byte[] screenshot(MachineId id);

    // Snapshots.

    /**
     * Copies volumes of a machine at one moment. Of a running machine: its file systems are frozen through the guest agent
     * for that moment where it answers, and the guest runs on while the copies are made. Copies are increments where {@code
     * since} was taken while the machine ran, its host still knows what was written since, and each copy names a base that
     * is there; else whole. What is known of snapshots of the same series
     * ({@link SnapshotSpec#follows}) other than these two is then forgotten. Of a machine that is off or saved: whole copies, which may share what the source itself
     * stands on; a start waits until they are made. Made already under this name and whole, it is adopted; half made, it
     * is made anew. A copy is listed as a volume once all of them are whole.
     */
    SnapshotOutcome snapshot(MachineId id, SnapshotSpec spec);

    /**
     * Forgets what the host keeps of a snapshot for later increments; its volumes are deleted by {@link #deleteVolume}. An
     * unknown name is fine, and so is an absent machine.
     */
    void deleteSnapshot(MachineId id, String name);

    // Instant clones.

    /**
     * Makes the template of this key unless it exists: boots a machine of this spec, brings it to ready, saves it with its
     * memory. Blocks for as long as a boot takes. The template holds no secret and nobody's data.
     */
    void ensureTemplate(TemplateSpec spec);

    boolean hasTemplate(TemplateKey key);

    /** Makes ready what the next clone of the template would else wait for, unless it is. Nothing where there is no template. */
    void prepareClone(TemplateKey key);

    /** Drops the template; refused while a clone's root volume stands on it. */
    void deleteTemplate(TemplateKey key);

    /**
     * Makes the machine of this spec run from the template's memory under its own identity (volumes included: root as a
     * linked clone of the template's, user volume as given). Empty when done; else the reason why the template was not
     * usable, with nothing left behind, and the caller boots cold.
     */
    Optional<String> startFromTemplate(TemplateKey key, MachineSpec spec);

    // Events.

    /** Listens until the subscription is closed. Called from one thread of the driver's; must return quickly. */
    Subscription subscribe(Consumer<HypervisorEvent> listener);

    /** Ends a subscription. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    void close();
}
