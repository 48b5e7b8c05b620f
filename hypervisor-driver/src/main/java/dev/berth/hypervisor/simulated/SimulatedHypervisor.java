package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.HostFacts;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorEvent;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.LostMemory;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.PortForward;
import dev.berth.hypervisor.SnapshotOutcome;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.StartOutcome;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeFacts;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One opening of a simulated host: its operations are bounded by faults before and after, its events come from one thread. */
final class SimulatedHypervisor implements Hypervisor {

    private final SimulatedWorld world;
    private final SimulatedVolumes volumes;
    private final SimulatedMachines machines;
    private final SimulatedTransfers transfers;
    private final SimulatedSnapshots snapshots;
    private final SimulatedTemplates templates;
    private final ExecutorService events;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    SimulatedHypervisor(SimulatedWorld world, String forwardAddress) {
        this.world = world;
        volumes = new SimulatedVolumes(world);
        machines = new SimulatedMachines(world, forwardAddress);
        transfers = new SimulatedTransfers(world, volumes);
        snapshots = new SimulatedSnapshots(world, machines, volumes);
        templates = new SimulatedTemplates(world, volumes);
        // An event that comes while closing is dropped: nobody listens any more.
        events = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofVirtual().name("simulated-events-" + world.name()).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public HostFacts facts() {
        return world.call(
                Operation.FACTS,
                world.name(),
                () -> new HostFacts(
                        world.name(),
                        "simulator",
                        HostFacts.Virtualisation.SIMULATED,
                        world.cpus(),
                        world.memoryMib(),
                        world.freeMemoryMib(),
                        world.storageMib(),
                        world.freeStorageMib()));
    }

    @Override
    public Observation observe(MachineId id) {
        try {
            return world.call(Operation.OBSERVE, id, () -> machines.observe(id));
        } catch (HostUnreachableException e) {
            return new Observation.Unreachable(String.valueOf(e.getMessage()));
        } catch (HypervisorException e) {
            return new Observation.Unreachable("The host refused to say: " + e.getMessage());
        }
    }

    @Override
    public List<MachineId> machines() {
        return world.call(Operation.MACHINES, world.name(), world::allMachines);
    }

    @Override
    public List<VolumeName> volumes() {
        return world.call(Operation.VOLUMES, world.name(), volumes::listed);
    }

    @Override
    public boolean hasVolume(VolumeName name) {
        return world.call(Operation.HAS_VOLUME, name, () -> volumes.isWhole(name));
    }

    @Override
    public void lookAnew() {
        world.call(Operation.LOOK_ANEW, world.name(), () -> Boolean.TRUE);
    }

    @Override
    public void ensureVolume(VolumeSpec spec) {
        run(Operation.ENSURE_VOLUME, spec.name(), () -> volumes.ensure(spec));
    }

    @Override
    public void ensureUploaded(VolumeName name, Path file) {
        run(Operation.ENSURE_UPLOADED, name, () -> volumes.ensureUploaded(name, file));
    }

    @Override
    public void deleteVolume(VolumeName name) {
        run(Operation.DELETE_VOLUME, name, () -> volumes.delete(name));
    }

    @Override
    public VolumeFacts volume(VolumeName name) {
        return world.call(Operation.VOLUME, name, () -> volumes.facts(name));
    }

    @Override
    public void growVolume(VolumeName name, long capacityMib) {
        run(Operation.GROW_VOLUME, name, () -> volumes.grow(name, capacityMib));
    }

    @Override
    public void download(VolumeName name, OutputStream to) {
        transfers.download(name, to);
    }

    @Override
    public void upload(VolumeName name, long capacityMib, InputStream from) {
        transfers.upload(name, capacityMib, from);
    }

    @Override
    public void uploadMemory(VolumeName name, InputStream from) {
        transfers.uploadMemory(name, from);
    }

    @Override
    public void define(MachineSpec spec) {
        run(Operation.DEFINE, spec.id(), () -> machines.define(spec));
    }

    @Override
    public StartOutcome start(MachineId id) {
        var outcome = world.call(Operation.START, id, () -> machines.start(id));
        changed(id);
        return outcome;
    }

    @Override
    public void save(MachineId id) {
        runAndTell(Operation.SAVE, id, () -> machines.save(id));
    }

    @Override
    public void shutDown(MachineId id) {
        runAndTell(Operation.SHUT_DOWN, id, () -> machines.shutDown(id));
    }

    @Override
    public void powerOff(MachineId id) {
        runAndTell(Operation.POWER_OFF, id, () -> machines.powerOff(id));
    }

    @Override
    public void reboot(MachineId id) {
        runAndTell(Operation.REBOOT, id, () -> machines.reboot(id));
    }

    @Override
    public void remove(MachineId id) {
        runAndTell(Operation.REMOVE, id, () -> machines.remove(id));
    }

    @Override
    public void keepMemory(MachineId id, VolumeName name) {
        run(Operation.KEEP_MEMORY, id, () -> machines.keepMemory(id, name));
    }

    @Override
    public Optional<LostMemory> putMemoryBack(MachineId id, VolumeName name) {
        var refusal = world.call(Operation.PUT_MEMORY_BACK, id, () -> machines.putMemoryBack(id, name));
        changed(id);
        return refusal;
    }

    /** What is simulated sends no other description. */
    @Override
    public Optional<LostMemory> putSentMemoryBack(MachineSpec spec, VolumeName name) {
        return putMemoryBack(spec.id(), name);
    }

    @Override
    public Guest guest(MachineId id) {
        return new SimulatedGuest(world, id);
    }

    @Override
    public PortForward openForward(MachineId id, int guestPort) {
        return world.call(Operation.OPEN_FORWARD, id, () -> machines.openForward(id, guestPort));
    }

    @Override
    public void closeForward(MachineId id, int guestPort) {
        run(Operation.CLOSE_FORWARD, id, () -> machines.closeForward(id, guestPort));
    }

    @Override
    public byte[] screenshot(MachineId id) {
        return world.call(Operation.SCREENSHOT, id, () -> machines.screenshot(id));
    }

    @Override
    public SnapshotOutcome snapshot(MachineId id, SnapshotSpec spec) {
        return world.call(Operation.SNAPSHOT, id, () -> snapshots.take(id, spec));
    }

    @Override
    public void deleteSnapshot(MachineId id, String name) {
        run(Operation.DELETE_SNAPSHOT, id, () -> snapshots.delete(id, name));
    }

    @Override
    public void ensureTemplate(TemplateSpec spec) {
        run(Operation.ENSURE_TEMPLATE, spec.key(), () -> templates.ensure(spec));
    }

    @Override
    public boolean hasTemplate(TemplateKey key) {
        return world.call(Operation.HAS_TEMPLATE, key, () -> templates.has(key));
    }

    @Override
    public void prepareClone(TemplateKey key) {
        // A simulated clone waits for no copy.
        run(Operation.PREPARE_CLONE, key, () -> {});
    }

    @Override
    public void deleteTemplate(TemplateKey key) {
        run(Operation.DELETE_TEMPLATE, key, () -> templates.delete(key));
    }

    @Override
    public Optional<String> startFromTemplate(TemplateKey key, MachineSpec spec) {
        var refusal = world.call(Operation.START_FROM_TEMPLATE, spec.id(), () -> templates.start(key, spec));
        changed(spec.id());
        return refusal;
    }

    @Override
    public Subscription subscribe(Consumer<HypervisorEvent> listener) {
        Consumer<HypervisorEvent> queued = event -> events.execute(() -> listener.accept(event));
        world.listeners.add(queued);
        Subscription subscription = () -> world.listeners.remove(queued);
        subscriptions.add(subscription);
        return subscription;
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        events.shutdown();
    }

    private void run(Operation operation, Object subject, Runnable effect) {
        world.call(operation, subject, () -> {
            effect.run();
            return Boolean.TRUE;
        });
    }

    private void runAndTell(Operation operation, MachineId id, Runnable effect) {
        run(operation, id, effect);
        changed(id);
    }

    private void changed(MachineId id) {
        world.tell(new HypervisorEvent.MachineChanged(id));
    }
}
