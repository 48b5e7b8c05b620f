package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.HypervisorEvent;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A simulated host as it is, seen past Berth: what tests look at, and where they lay hands on. Shared by everything in the
 * JVM that opened {@code simulated:NAME}.
 */
public final class SimulatedWorld {

    /** A program that was run in a guest. */
    public record Execution(MachineId machine, List<String> command, String standardInput) {}

    private static final Map<String, SimulatedWorld> WORLDS = new ConcurrentHashMap<>();
    private static final ExecResult SUCCESS = new ExecResult(0, "", "");

    final Map<MachineId, SimulatedMachine> machines = new LinkedHashMap<>();
    /** Another world's too, where they share their storage. */
    volatile Map<VolumeName, SimulatedVolume> volumes = new ConcurrentHashMap<>();

    /** What volumes of kept memory hold. */
    final Map<VolumeName, SimulatedMachine> memories = new HashMap<>();

    final Map<TemplateKey, TemplateSpec> templates = new LinkedHashMap<>();
    final List<Consumer<HypervisorEvent>> listeners = new CopyOnWriteArrayList<>();

    private final String name;
    private final Faults faults;
    private int cpus = 16;
    private long memoryMib = 64 * 1024;
    private long storageMib = 1024 * 1024;
    private long poolFreeMib = Long.MAX_VALUE;
    private boolean agentsRunAfterBoot = true;
    private long volumesBorn;
    private Function<Execution, ExecResult> programs = execution -> SUCCESS;

    private SimulatedWorld(String name) {
        this.name = name;
        faults = new Faults(name);
    }

    /** The world of {@code simulated:NAME}, made on first use. */
    public static SimulatedWorld named(String name) {
        return WORLDS.computeIfAbsent(name, SimulatedWorld::new);
    }

    public String name() {
        return name;
    }

    public Faults faults() {
        return faults;
    }

    /** Cuts the host off, or brings it back; its machines run on meanwhile. */
    public void unreachable(boolean now) {
        if (faults.isUnreachable() != now) {
            faults.unreachable(now);
            tell(
                    now
                            ? new HypervisorEvent.HostLost("The simulated network is down")
                            : new HypervisorEvent.HostConnected());
        }
    }

    /** What the host has; 16 CPUs and 64 GiB unless told. A machine that does not fit is refused at its start. */
    public synchronized void capacity(int hostCpus, long hostMemoryMib) {
        cpus = hostCpus;
        memoryMib = hostMemoryMib;
    }

    /** How large the host's pool is; 1 TiB unless told. */
    public synchronized void storage(long poolMib) {
        storageMib = poolMib;
    }

    /** From now on this host's pool is the other's: what one puts there, both have. */
    public synchronized void shareStorageOf(SimulatedWorld other) {
        volumes = other.volumes;
    }

    /** How much room its pool has left for copies and growth; without end unless told. */
    public synchronized void poolRoom(long freeMib) {
        poolFreeMib = freeMib;
    }

    /** Whether the guest agent and RDP of machines that boot from now on answer. */
    public synchronized void agentsRunAfterBoot(boolean run) {
        agentsRunAfterBoot = run;
    }

    /** Whether one machine's guest agent and RDP answer. */
    public synchronized void agentRuns(MachineId id, boolean runs) {
        machine(id).agentRuns = runs;
    }

    /** What programs in the guests do; they end well with no output unless told. */
    public synchronized void programs(Function<Execution, ExecResult> answer) {
        programs = answer;
    }

    /** Puts a file into a guest. */
    public synchronized void file(MachineId id, String path, byte[] content) {
        machine(id).files.put(path, content.clone());
    }

    /** Somebody undefines a machine by hand, past Berth. */
    public void destroyByHand(MachineId id) {
        changeByHand(id, machine -> {
            machine.turn(PowerState.OFF);
            machines.remove(id);
        });
    }

    /** Somebody pulls a machine's plug by hand, past Berth. */
    public void powerOffByHand(MachineId id) {
        changeByHand(id, machine -> machine.turn(PowerState.OFF));
    }

    /** The guest's kernel panics. */
    public void crash(MachineId id) {
        changeByHand(id, machine -> machine.turn(PowerState.CRASHED));
    }

    /** A bad disk eats the saved memory of a machine: the next resume fails. */
    public synchronized void spoilSavedState(MachineId id) {
        machine(id).savedStateSpoiled = true;
    }

    public synchronized List<MachineId> allMachines() {
        return List.copyOf(machines.keySet());
    }

    /** Whether a machine runs, also while the host is cut off. */
    public synchronized boolean runs(MachineId id) {
        var machine = machines.get(id);
        return machine != null && machine.power == PowerState.RUNNING;
    }

    /** Every volume, by name; those of templates too. */
    public synchronized Map<VolumeName, SimulatedVolume> allVolumes() {
        return Map.copyOf(volumes);
    }

    /** The password that an account of a guest has, if one was ever set. */
    public synchronized Optional<String> password(MachineId id, String account) {
        return Optional.ofNullable(machine(id).passwords.get(account));
    }

    /** The programs that ran in a guest, in order. */
    public synchronized List<Execution> executions(MachineId id) {
        return List.copyOf(machine(id).executions);
    }

    /** Names what a machine holds in memory: another after each boot, the same after save and resume. */
    public synchronized UUID memory(MachineId id) {
        return machine(id).memory;
    }

    /** The root volume of a machine, as it is defined at the moment. */
    public synchronized VolumeName rootVolume(MachineId id) {
        return machine(id).spec.rootVolume();
    }

    /** A guest, or somebody by hand, writes a file on a volume. */
    public synchronized void write(VolumeName volume, String path, String text) {
        var now = new LinkedHashMap<>(files(volume));
        now.put(path, text);
        volumes.computeIfPresent(volume, (same, found) -> found.withFiles(now));
    }

    /** The files on a volume, by path. */
    public synchronized Map<String, String> files(VolumeName volume) {
        var found = volumes.get(volume);
        if (found == null) {
            throw new IllegalArgumentException("Simulated host '" + name + "' has no volume '" + volume + "'.");
        }
        return found.files();
    }

    /** How many forwards are open on the whole host. */
    public synchronized int openForwards() {
        return machines.values().stream()
                .mapToInt(machine -> machine.forwards.size())
                .sum();
    }

    <T> T call(Operation operation, Object subject, Supplier<T> effect) {
        faults.before(operation, subject.toString());
        T result;
        synchronized (this) {
            result = effect.get();
        }
        faults.after(operation, subject.toString());
        return result;
    }

    void tell(HypervisorEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    /** What a copy takes of the pool is counted by its capacity: the simulated pool knows no holes. */
    synchronized void requirePoolRoom(String doing, long mib) {
        if (mib > poolFreeMib) {
            throw new HypervisorException("Cannot " + doing + ": it takes up to " + mib
                    + " MiB, and the pool of simulated host '" + name + "' has " + poolFreeMib
                    + " MiB free. Make room in the pool, or give it a larger disk.");
        }
    }

    synchronized int cpus() {
        return cpus;
    }

    synchronized long memoryMib() {
        return memoryMib;
    }

    synchronized long freeMemoryMib() {
        return memoryMib
                - machines.values().stream()
                        .filter(SimulatedMachine::holdsMemory)
                        .mapToLong(machine -> machine.spec.memoryMib())
                        .sum();
    }

    synchronized long storageMib() {
        return storageMib;
    }

    /** Volumes count in full, as if guests had filled them. */
    synchronized long freeStorageMib() {
        return Math.max(
                0,
                storageMib
                        - volumes.values().stream()
                                .mapToLong(SimulatedVolume::capacityMib)
                                .sum());
    }

    synchronized void boot(SimulatedMachine machine) {
        machine.boot();
        machine.agentRuns = agentsRunAfterBoot;
    }

    synchronized void addVolume(VolumeName volume, long capacityMib, Optional<VolumeName> backing, boolean whole) {
        addVolume(volume, capacityMib, backing, whole, Map.of());
    }

    synchronized void addVolume(
            VolumeName volume,
            long capacityMib,
            Optional<VolumeName> backing,
            boolean whole,
            Map<String, String> files) {
        volumes.put(volume, new SimulatedVolume(volume, capacityMib, backing, ++volumesBorn, whole, files));
    }

    ExecResult run(Execution execution) {
        Function<Execution, ExecResult> answer;
        synchronized (this) {
            machine(execution.machine()).executions.add(execution);
            answer = programs;
        }
        return answer.apply(execution);
    }

    private void changeByHand(MachineId id, Consumer<SimulatedMachine> change) {
        synchronized (this) {
            change.accept(machine(id));
        }
        tell(new HypervisorEvent.MachineChanged(id));
    }

    private SimulatedMachine machine(MachineId id) {
        var machine = machines.get(id);
        if (machine == null) {
            throw new IllegalArgumentException("Simulated host '" + name + "' has no machine " + id + ".");
        }
        return machine;
    }
}
