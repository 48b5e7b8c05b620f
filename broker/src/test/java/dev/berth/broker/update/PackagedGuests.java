package dev.berth.broker.update;

import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import dev.berth.hypervisor.simulated.SimulatedWorld.Execution;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Simulated guests with packages. What is installed lies on a machine's root volume, so that it comes and goes with it; an
 * installation takes a few looks, and is lost when its guest boots before its end.
 */
public final class PackagedGuests implements Function<Execution, ExecResult> {

    private static final UpdateCommands COMMANDS = new LinuxUpdates();
    private static final int LOOKS = 2;
    private static final int NAME_AT = 5;
    private static final PackageJob REMOVAL = new PackageJob.Remove("any");
    private static final List<String> FIND = LinuxPackages.find(List.of());
    private static final List<String> CARRY = LinuxPackages.carry("", 0);

    private final SimulatedWorld world;
    private final Map<String, String> image = new TreeMap<>();
    private final Map<String, AvailableUpdate> offered = new TreeMap<>();
    private final Set<MachineId> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> unconfigurable = ConcurrentHashMap.newKeySet();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Set<String> restarts = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> begun = new ConcurrentHashMap<>();

    public PackagedGuests(SimulatedWorld world) {
        this.world = world;
        world.programs(this);
    }

    public void offers(String name, String from, String to, boolean security) {
        image.put(name, from);
        offered.put(name, new AvailableUpdate(name, from, to, security));
    }

    /** Installing this asks for a restart. */
    public void restartsFor(String name) {
        restarts.add(name);
    }

    /** The guest holds it back: its updater says that all went well, and nothing changes. */
    public void holds(String name) {
        held.add(name);
    }

    /** Installations in this guest break it half way. */
    public void fails(MachineId machine) {
        failing.add(machine);
    }

    /** Installing this package by itself fails, until it does not. */
    public void cannotConfigure(String name, boolean so) {
        if (so) {
            unconfigurable.add(name);
        } else {
            unconfigurable.remove(name);
        }
    }

    /** On the root volume that the machine has now. */
    public String installed(MachineId machine, String name) {
        return version(world.files(world.rootVolume(machine)), name);
    }

    /** How often an installation really began on one root volume. */
    public int mostBegun() {
        return begun.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
    }

    @Override
    public ExecResult apply(Execution execution) {
        MachineId machine = execution.machine();
        List<String> command = execution.command();
        if (command.equals(COMMANDS.list())) {
            return said(list(machine));
        }
        if (command.equals(COMMANDS.boot())) {
            return said("boot\t" + world.memory(machine) + "\nend\n");
        }
        if (begins(command, COMMANDS.begin("", List.of())) || begins(command, LinuxUpdates.begin("", REMOVAL))) {
            begin(machine, command.get(NAME_AT), command.subList(NAME_AT + 1, command.size()));
            return said("");
        }
        if (command.size() > FIND.size() && command.subList(0, FIND.size()).equals(FIND)) {
            return said(find(machine, command.subList(FIND.size(), command.size())));
        }
        if (command.size() == CARRY.size()
                && command.subList(0, CARRY.size() - 2).equals(CARRY.subList(0, CARRY.size() - 2))) {
            return said(carry(machine, command, execution.standardInput()));
        }
        if (command.equals(COMMANDS.look(command.getLast()))) {
            return said(look(machine, command.getLast()));
        }
        return said("");
    }

    private static boolean begins(List<String> command, List<String> pattern) {
        return command.size() > NAME_AT && command.subList(0, NAME_AT).equals(pattern.subList(0, NAME_AT));
    }

    private String find(MachineId machine, List<String> names) {
        var text = new StringBuilder();
        names.forEach(name -> text.append("package\t" + name + "\t" + installed(machine, name) + "\n"));
        return text.append("end\n").toString();
    }

    private String carry(MachineId machine, List<String> command, String input) {
        VolumeName root = world.rootVolume(machine);
        String file = "carried/" + command.get(CARRY.size() - 2);
        String have = world.files(root).getOrDefault(file, "0");
        if (have.equals(command.getLast())) {
            have = Long.toString(Long.parseLong(have) + Base64.getDecoder().decode(input).length);
            world.write(root, file, have);
        }
        return have + "\n";
    }

    private String list(MachineId machine) {
        Map<String, String> files = world.files(world.rootVolume(machine));
        var text = new StringBuilder("boot\t" + world.memory(machine) + "\nupdater\tapt\n");
        for (AvailableUpdate update : offered.values()) {
            String present = version(files, update.name());
            if (!present.equals(update.to())) {
                text.append("update\t%s\t%s\t%s\t%s\n"
                        .formatted(update.name(), present, update.to(), update.security() ? "security" : "other"));
            }
        }
        return text.append("end\n").toString();
    }

    private void begin(MachineId machine, String name, List<String> wanted) {
        VolumeName root = world.rootVolume(machine);
        if (world.files(root).containsKey("updates/" + name)) {
            return;
        }
        begun.computeIfAbsent(root + " " + name, unused -> new AtomicInteger()).incrementAndGet();
        world.write(root, "updates/" + name, world.memory(machine) + " " + String.join(" ", wanted));
    }

    private String look(MachineId machine, String name) {
        VolumeName root = world.rootVolume(machine);
        Map<String, String> files = world.files(root);
        String known = files.get("updates/" + name);
        if (known == null) {
            return "none\nend\n";
        }
        String over = files.get("over/" + name);
        if (over != null) {
            return over;
        }
        if (!known.startsWith(world.memory(machine) + " ")) {
            return "lost\nend\n";
        }
        int looks = Integer.parseInt(files.getOrDefault("looks/" + name, "0"));
        world.write(root, "looks/" + name, Integer.toString(looks + 1));
        if (looks < LOOKS) {
            return "running\nend\n";
        }
        List<String> wanted = List.of(known.split(" ")).subList(1, known.split(" ").length);
        String end = wanted.getFirst().contains("=") ? install(machine, root, wanted) : single(root, wanted);
        world.write(root, "over/" + name, end);
        return end;
    }

    private String install(MachineId machine, VolumeName root, List<String> wanted) {
        var changes = new StringBuilder();
        boolean restart = false;
        for (String one : wanted) {
            String name = one.substring(0, one.indexOf('='));
            String to = one.substring(one.indexOf('=') + 1);
            if (held.contains(name)) {
                changes.append("missing\t%s\n".formatted(name));
                continue;
            }
            changes.append("change\t%s\t%s\t%s\n".formatted(name, version(world.files(root), name), to));
            world.write(root, "packages/" + name, failing.contains(machine) ? "broken" : to);
            restart |= restarts.contains(name);
        }
        return failing.contains(machine)
                ? "exit\t100\nsaid\tE: Sub-process /usr/bin/dpkg returned an error code (1)\nend\n"
                : "exit\t0\n" + (restart ? "restart\n" : "") + changes + "end\n";
    }

    /** A job about one package: what to do, and to which. */
    private String single(VolumeName root, List<String> job) {
        String name = job.get(1);
        if (job.getFirst().equals("remove")) {
            world.write(root, "packages/" + name, "");
            return "exit\t0\nend\n";
        }
        if (unconfigurable.contains(name)) {
            return "exit\t100\nsaid\tE: " + name + " cannot be configured\nend\n";
        }
        world.write(root, "packages/" + name, job.get(2));
        return "exit\t0\nend\n";
    }

    private String version(Map<String, String> files, String name) {
        return files.getOrDefault("packages/" + name, image.getOrDefault(name, ""));
    }

    private static ExecResult said(String output) {
        return new ExecResult(0, output, "");
    }
}
