package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.HostFacts;
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
import java.util.function.Consumer;

/** One QEMU host that libvirt manages. */
final class LibvirtHypervisor implements Hypervisor {

    private final LibvirtSettings settings;
    private final Listeners listeners;
    private final HostLink link;
    private final HostCalls calls;
    private final LibvirtVolumes volumes;
    private final LeftOver leftOver;
    /** What copies whole volumes is kept apart by itself: a machine goes on meanwhile. */
    private final Locks copies = new Locks();

    private final ProbedVirtualisation virtualisation = new ProbedVirtualisation();

    LibvirtHypervisor(HostConnection host, LibvirtSettings settings) {
        this.settings = settings;
        listeners = new Listeners(host.uri());
        link = new HostLink(host.uri(), this::told);
        calls = new HostCalls(host, settings, link);
        volumes = new LibvirtVolumes(calls, settings, copies);
        leftOver = new LeftOver(calls);
        link.start();
    }

    @Override
    public HostFacts facts() {
        return calls.within(
                settings.longCallLimit(),
                "ask what the host has",
                on -> HostProbe.facts(
                        on.connect(), virtualisation.of(on.connect()), on.pool().extent()));
    }

    @Override
    public Observation observe(MachineId id) {
        try {
            return calls.shortly("observe machine " + id, on -> on.machines().observe(id));
        } catch (HypervisorException e) {
            return new Observation.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<MachineId> machines() {
        return calls.shortly("list machines", on -> on.machines().listed());
    }

    @Override
    public List<VolumeName> volumes() {
        return volumes.listed();
    }

    @Override
    public boolean hasVolume(VolumeName name) {
        return volumes.has(name);
    }

    @Override
    public void lookAnew() {
        volumes.lookAnew();
    }

    @Override
    public void ensureVolume(VolumeSpec spec) {
        volumes.ensure(spec);
    }

    @Override
    public void ensureUploaded(VolumeName name, Path file) {
        volumes.ensureUploaded(name, file);
    }

    @Override
    public void deleteVolume(VolumeName name) {
        volumes.delete(name);
    }

    @Override
    public VolumeFacts volume(VolumeName name) {
        return volumes.facts(name);
    }

    @Override
    public void growVolume(VolumeName name, long capacityMib) {
        volumes.grow(name, capacityMib);
    }

    @Override
    public void download(VolumeName name, OutputStream to) {
        volumes.download(name, to);
    }

    @Override
    public void upload(VolumeName name, long capacityMib, InputStream from) {
        volumes.upload(name, capacityMib, from);
    }

    @Override
    public void uploadMemory(VolumeName name, InputStream from) {
        volumes.uploadMemory(name, from);
    }

    @Override
    public void define(MachineSpec spec) {
        calls.alone(
                spec.id(),
                "define machine " + spec.id(),
                on -> on.machines().define(spec, virtualisation.of(on.connect())));
    }

    @Override
    public StartOutcome start(MachineId id) {
        return calls.locked(
                id,
                () -> calls.within(
                        settings.longCallLimit(),
                        "start machine " + id,
                        on -> on.machines().start(id)));
    }

    @Override
    public void save(MachineId id) {
        calls.alone(id, "save machine " + id, on -> on.machines().save(id));
    }

    @Override
    public void shutDown(MachineId id) {
        calls.atLength("shut down machine " + id, on -> on.machines().shutDown(id));
    }

    @Override
    public void powerOff(MachineId id) {
        calls.atLength("power off machine " + id, on -> on.machines().powerOff(id));
    }

    @Override
    public void reboot(MachineId id) {
        calls.atLength("reboot machine " + id, on -> on.machines().reboot(id));
    }

    @Override
    public void remove(MachineId id) {
        calls.alone(id, "remove machine " + id, on -> on.machines().remove(id));
    }

    @Override
    public void keepMemory(MachineId id, VolumeName name) {
        calls.locked(
                id,
                () -> calls.actWithin(
                        settings.copyLimit(),
                        "keep the memory of machine " + id,
                        on -> on.keptMemory().keep(id, name)));
    }

    @Override
    public Optional<LostMemory> putMemoryBack(MachineId id, VolumeName name) {
        return calls.locked(
                id,
                () -> calls.within(
                        settings.copyLimit(),
                        "put the memory of machine " + id + " back",
                        on -> on.keptMemory().putBack(id, name)));
    }

    @Override
    public Optional<LostMemory> putSentMemoryBack(MachineSpec spec, VolumeName name) {
        return calls.locked(
                spec.id(),
                () -> calls.within(
                        settings.copyLimit(),
                        "put the memory of machine " + spec.id() + " back, which was sent",
                        on -> on.keptMemory().putSentBack(spec, name, virtualisation.of(on.connect()))));
    }

    @Override
    public Guest guest(MachineId id) {
        return new AgentGuest(calls, leftOver, id);
    }

    @Override
    public PortForward openForward(MachineId id, int guestPort) {
        var doing = "open a way to port " + guestPort + " of machine " + id;
        return calls.locked(
                id,
                () -> calls.shortly(doing, on -> {
                    return on.forwards().open(id, on.machines().require(id, "open a way to"), guestPort);
                }));
    }

    @Override
    public void closeForward(MachineId id, int guestPort) {
        calls.alone(id, "close the way to port " + guestPort + " of machine " + id, on -> {
            var domain = on.machines().find(id);
            if (domain.isPresent()) {
                on.forwards().close(domain.get(), guestPort);
            }
        });
    }

    @Override
    public byte[] screenshot(MachineId id) {
        var picture = calls.shortly(
                "look at the console of machine " + id, on -> on.machines().screenshot(id));
        return Screen.png(picture);
    }

    @Override
    public SnapshotOutcome snapshot(MachineId id, SnapshotSpec spec) {
        return copies.during(id, () -> new SnapshotRun(calls, settings).take(id, spec));
    }

    @Override
    public void deleteSnapshot(MachineId id, String name) {
        SnapshotSpec.requireName(name);
        calls.alone(
                id,
                "forget snapshot '" + name + "' of machine " + id,
                on -> on.snapshots().forget(id, name));
    }

    @Override
    public void ensureTemplate(TemplateSpec spec) {
        var limit = settings.longCallLimit().plus(settings.templateBootLimit());
        calls.locked(
                spec.key(),
                () -> calls.actWithin(
                        limit,
                        "make template '" + spec.key() + "'",
                        on -> on.templates().ensure(spec, virtualisation.of(on.connect()))));
    }

    @Override
    public boolean hasTemplate(TemplateKey key) {
        return calls.shortly(
                "look for template '" + key + "'", on -> on.templates().has(key));
    }

    @Override
    public void prepareClone(TemplateKey key) {
        calls.alone(
                key,
                "prepare a clone of template '" + key + "'",
                on -> on.templates().prepareClone(key));
    }

    @Override
    public void deleteTemplate(TemplateKey key) {
        calls.alone(key, "delete template '" + key + "'", on -> on.templates().delete(key));
    }

    @Override
    public Optional<String> startFromTemplate(TemplateKey key, MachineSpec spec) {
        var doing = "start machine " + spec.id() + " from template '" + key + "'";
        return calls.locked(
                spec.id(),
                () -> calls.within(
                        settings.longCallLimit(),
                        doing,
                        on -> on.clones().start(key, spec, virtualisation.of(on.connect()))));
    }

    @Override
    public Subscription subscribe(Consumer<HypervisorEvent> listener) {
        return listeners.add(listener);
    }

    @Override
    public void close() {
        link.close();
        listeners.close();
    }

    private void told(HypervisorEvent event) {
        listeners.tell(event);
        if (event instanceof HypervisorEvent.HostConnected) {
            new LeftFrozen(leftOver, link).lookInBackground();
        }
    }
}
