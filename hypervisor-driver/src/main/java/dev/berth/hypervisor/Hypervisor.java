package dev.berth.hypervisor;

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

    /** Makes the volume unless one of its name exists. */
    void ensureVolume(VolumeSpec spec);

    /** Copies a local file into the pool as a volume of this name, unless it is there whole; a copy cut off halfway is made anew. */
    void ensureUploaded(VolumeName name, Path file);

    /** Deletes the volume if it exists; refused while a machine or a linked clone uses it. */
    void deleteVolume(VolumeName name);

    // Machines.

    /** Defines the machine, or brings an existing definition that is off to this spec. It is not started. */
    void define(MachineSpec spec);

    /** Starts the machine: from its saved memory where it has one, else by booting. */
    StartOutcome start(MachineId id);

    /** Saves the running machine's memory to the host's disk and turns it off. If saving fails it keeps running and this throws. */
    void save(MachineId id);

    /** Asks the guest to shut down; returns at once. */
    void shutDown(MachineId id);

    /** Takes the power away at once. */
    void powerOff(MachineId id);

    /** Asks the guest to reboot, or resets it where it does not listen. */
    void reboot(MachineId id);

    /** Turns the machine off and forgets its definition and saved memory; its volumes stay. Absent is fine. */
    void remove(MachineId id);

    // Guests and sessions.

    Guest guest(MachineId id);

    /** Opens the guest's port on the host's forward address, or returns the forward that is open. Machines on a libvirt network return the guest's own address. */
    PortForward openForward(MachineId id, int guestPort);

    /** Closes the forward if one is open. */
    void closeForward(MachineId id, int guestPort);

    // Instant clones.

    /**
     * Makes the template of this key unless it exists: boots a machine of this spec, brings it to ready, saves it with its
     * memory. Blocks for as long as a boot takes. The template holds no secret and nobody's data.
     */
    void ensureTemplate(TemplateSpec spec);

    boolean hasTemplate(TemplateKey key);

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
