package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.VolumeName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Kept memory of a simulated machine as bytes: what it is, and what names its content. */
final class SimulatedMemory {

    private static final String MAGIC = "simulated memory";

    private SimulatedMemory() {}

    static byte[] written(SimulatedMachine machine) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        MachineSpec spec = machine.spec;
        out.writeUTF(MAGIC);
        out.writeUTF(spec.id().toString());
        out.writeUTF(spec.hostname());
        out.writeInt(spec.vcpus());
        out.writeInt(spec.memoryMib());
        boolean kernel = spec.boot() instanceof MachineSpec.Boot.DirectKernel;
        out.writeBoolean(kernel);
        if (spec.boot() instanceof MachineSpec.Boot.DirectKernel(var image, var initrd, var commandLine)) {
            out.writeUTF(image.value());
            out.writeUTF(initrd.value());
            out.writeUTF(commandLine);
        }
        out.writeUTF(spec.rootVolume().value());
        out.writeUTF(spec.userVolume().map(VolumeName::value).orElse(""));
        out.writeUTF(spec.network());
        out.writeUTF(machine.memory.toString());
        out.writeBoolean(machine.savedStateSpoiled);
        out.writeBoolean(machine.agentRuns);
        out.writeBoolean(machine.identityPending);
        out.writeInt(machine.passwords.size());
        for (var password : machine.passwords.entrySet()) {
            out.writeUTF(password.getKey());
            out.writeUTF(password.getValue());
        }
        return bytes.toByteArray();
    }

    static SimulatedMachine read(VolumeName name, byte[] content) {
        try {
            var in = new DataInputStream(new ByteArrayInputStream(content));
            if (!in.readUTF().equals(MAGIC)) {
                throw new IOException("It does not begin as kept memory does.");
            }
            var machine = new SimulatedMachine(spec(in));
            machine.memory = UUID.fromString(in.readUTF());
            machine.savedStateSpoiled = in.readBoolean();
            machine.agentRuns = in.readBoolean();
            machine.identityPending = in.readBoolean();
            for (int left = in.readInt(); left > 0; left--) {
                machine.passwords.put(in.readUTF(), in.readUTF());
            }
            return machine;
        } catch (IOException e) {
            throw new HypervisorException(
                    "Cannot upload volume '" + name + "': it is no saved memory that is known here. Send another.", e);
        }
    }

    private static MachineSpec spec(DataInputStream in) throws IOException {
        var id = new MachineId(UUID.fromString(in.readUTF()));
        var hostname = in.readUTF();
        int vcpus = in.readInt();
        int memoryMib = in.readInt();
        var boot = in.readBoolean()
                ? new MachineSpec.Boot.DirectKernel(
                        new VolumeName(in.readUTF()), new VolumeName(in.readUTF()), in.readUTF())
                : new MachineSpec.Boot.Firmware();
        var root = new VolumeName(in.readUTF());
        var user = Optional.of(in.readUTF()).filter(text -> !text.isEmpty()).map(VolumeName::new);
        return new MachineSpec(id, hostname, vcpus, memoryMib, boot, root, user, in.readUTF());
    }
}
