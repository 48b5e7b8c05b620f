package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.HostFacts;
import dev.berth.hypervisor.HostFacts.Virtualisation;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorEvent;
import dev.berth.hypervisor.HypervisorException;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;

/** One QEMU host that libvirt manages. */
final class LibvirtHypervisor implements Hypervisor {

    private final HostConnection host;
    private final LibvirtSettings settings;
    private final Listeners listeners;
    private final HostLink link;
    private final Locks locks = new Locks();
    /** What copies whole volumes is kept apart by itself: a machine goes on meanwhile. */
    private final Locks copies = new Locks();

    private volatile @Nullable Virtualisation virtualisation;

    LibvirtHypervisor(HostConnection host, LibvirtSettings settings) {
        this.host = host;
        this.settings = settings;
        listeners = new Listeners(host.uri());
        link = new HostLink(host.uri(), this::told);
        link.start();
    }

    OnHost on(BerthConnect connect) {
        return OnHost.over(connect, host, settings);
    }

    @Override
    public HostFacts facts() {
        return link.call(
                "ask what the host has",
                settings.longCallLimit(),
                connect -> HostProbe.facts(
                        connect, virtualisation(connect), on(connect).pool().extent()));
    }

    @Override
    public Observation observe(MachineId id) {
        try {
            return shortly(
                    "observe machine " + id, connect -> on(connect).machines().observe(id));
        } catch (HypervisorException e) {
            return new Observation.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<MachineId> machines() {
        return shortly("list machines", connect -> on(connect).machines().listed());
    }

    @Override
    public List<VolumeName> volumes() {
        return shortly("list volumes", connect -> on(connect).pool().listed());
    }

    @Override
    public boolean hasVolume(VolumeName name) {
        return shortly(
                "look for volume '" + name + "'", connect -> on(connect).pool().isWhole(name.value()));
    }

    @Override
    public void lookAnew() {
        link.call("look at the pool anew", settings.longCallLimit(), connect -> {
            on(connect).pool().refresh();
            return Boolean.TRUE;
        });
    }

    @Override
    public void ensureVolume(VolumeSpec spec) {
        var limit = switch (spec) {
            case VolumeSpec.FullCopy _, VolumeSpec.LinkedCopy _ -> settings.copyLimit();
            case VolumeSpec.LinkedClone _, VolumeSpec.Blank _ -> settings.longCallLimit();
        };
        locked(
                spec.name(),
                () -> link.call("make volume '" + spec.name() + "'", limit, connect -> {
                    on(connect).pool().ensure(spec);
                    return Boolean.TRUE;
                }));
    }

    @Override
    public void ensureUploaded(VolumeName name, Path file) {
        locked(
                name,
                () -> atLength(
                        "upload volume '" + name + "' from '" + file + "'",
                        connect -> Upload.ensure(connect, on(connect).pool(), name.value(), file)));
    }

    @Override
    public void deleteVolume(VolumeName name) {
        locked(
                name,
                () -> atLength("delete volume '" + name + "'", connect -> {
                    var on = on(connect);
                    if (on.pool().find(name.value()).isPresent()) {
                        on.uses().requireNone(name.value(), on.pool().pathOf(name.value()));
                    }
                    on.pool().drop(name.value());
                    on.pool().drop(name.value() + Layers.MERGING);
                    on.pool().drop(name.value() + Pool.MAKING);
                }));
    }

    @Override
    public VolumeFacts volume(VolumeName name) {
        return shortly(
                "look at volume '" + name + "'", connect -> on(connect).pool().facts(name));
    }

    @Override
    public void growVolume(VolumeName name, long capacityMib) {
        VolumeSpec.requireCapacity(name, capacityMib);
        locked(
                name,
                () -> atLength(
                        "grow volume '" + name + "'",
                        connect -> on(connect).growth().grow(name, capacityMib)));
    }

    @Override
    public void download(VolumeName name, OutputStream to) {
        copying(
                "download volume '" + name + "'",
                connect -> on(connect).transfers().download(name, to));
    }

    @Override
    public void upload(VolumeName name, long capacityMib, InputStream from) {
        VolumeSpec.requireCapacity(name, capacityMib);
        copies.during(name, () -> {
            copying(
                    "upload volume '" + name + "'",
                    connect -> on(connect).transfers().upload(name, capacityMib, from));
            return Boolean.TRUE;
        });
    }

    @Override
    public void define(MachineSpec spec) {
        locked(
                spec.id(),
                () -> atLength(
                        "define machine " + spec.id(),
                        connect -> on(connect).machines().define(spec, virtualisation(connect))));
    }

    @Override
    public StartOutcome start(MachineId id) {
        return locked(
                id,
                () -> link.call(
                        "start machine " + id,
                        settings.longCallLimit(),
                        connect -> on(connect).machines().start(id)));
    }

    @Override
    public void save(MachineId id) {
        locked(
                id,
                () -> atLength(
                        "save machine " + id, connect -> on(connect).machines().save(id)));
    }

    @Override
    public void shutDown(MachineId id) {
        atLength("shut down machine " + id, connect -> on(connect).machines().shutDown(id));
    }

    @Override
    public void powerOff(MachineId id) {
        atLength("power off machine " + id, connect -> on(connect).machines().powerOff(id));
    }

    @Override
    public void reboot(MachineId id) {
        atLength("reboot machine " + id, connect -> on(connect).machines().reboot(id));
    }

    @Override
    public void remove(MachineId id) {
        locked(
                id,
                () -> atLength(
                        "remove machine " + id,
                        connect -> on(connect).machines().remove(id)));
    }

    @Override
    public Guest guest(MachineId id) {
        return new AgentGuest(link, this, id);
    }

    @Override
    public PortForward openForward(MachineId id, int guestPort) {
        var doing = "open a way to port " + guestPort + " of machine " + id;
        return locked(
                id,
                () -> shortly(doing, connect -> {
                    var on = on(connect);
                    return on.forwards().open(id, on.machines().require(id, "open a way to"), guestPort);
                }));
    }

    @Override
    public void closeForward(MachineId id, int guestPort) {
        locked(
                id,
                () -> atLength("close the way to port " + guestPort + " of machine " + id, connect -> {
                    var on = on(connect);
                    var domain = on.machines().find(id);
                    if (domain.isPresent()) {
                        on.forwards().close(domain.get(), guestPort);
                    }
                }));
    }

    @Override
    public byte[] screenshot(MachineId id) {
        var picture = shortly(
                "look at the console of machine " + id,
                connect -> on(connect).machines().screenshot(id));
        return Screen.png(picture);
    }

    @Override
    public SnapshotOutcome snapshot(MachineId id, SnapshotSpec spec) {
        return copies.during(id, () -> new SnapshotRun(this, link, settings).take(id, spec));
    }

    @Override
    public void deleteSnapshot(MachineId id, String name) {
        SnapshotSpec.requireName(name);
        locked(
                id,
                () -> atLength(
                        "forget snapshot '" + name + "' of machine " + id,
                        connect -> on(connect).snapshots().forget(id, name)));
    }

    @Override
    public void ensureTemplate(TemplateSpec spec) {
        var limit = settings.longCallLimit().plus(settings.templateBootLimit());
        locked(
                spec.key(),
                () -> link.call("make template '" + spec.key() + "'", limit, connect -> {
                    on(connect).templates().ensure(spec, virtualisation(connect));
                    return Boolean.TRUE;
                }));
    }

    @Override
    public boolean hasTemplate(TemplateKey key) {
        return shortly(
                "look for template '" + key + "'",
                connect -> on(connect).templates().has(key));
    }

    @Override
    public void deleteTemplate(TemplateKey key) {
        locked(
                key,
                () -> atLength(
                        "delete template '" + key + "'",
                        connect -> on(connect).templates().delete(key)));
    }

    @Override
    public Optional<String> startFromTemplate(TemplateKey key, MachineSpec spec) {
        var doing = "start machine " + spec.id() + " from template '" + key + "'";
        return locked(
                spec.id(),
                () -> link.call(
                        doing,
                        settings.longCallLimit(),
                        connect -> on(connect).clones().start(key, spec, virtualisation(connect))));
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
            new LeftFrozen(this, link).lookInBackground();
        }
    }

    /** Lets a guest go on that a Berth which is gone left standing still; nothing where somebody is at the machine. */
    void thawInBackground(MachineId id) {
        locks.ifFree(
                id,
                () -> atLength("let the guest of machine " + id + " go on", connect -> {
                    var domain = on(connect).machines().find(id);
                    if (domain.isPresent() && domain.get().isActive() == 1 && Freeze.wasLeft(domain.get())) {
                        new Freeze(connect, domain.get()).thaw();
                    }
                }));
    }

    private Virtualisation virtualisation(BerthConnect connect) throws LibvirtException {
        var known = virtualisation;
        if (known == null) {
            known = HostProbe.virtualisation(connect);
            virtualisation = known;
        }
        return known;
    }

    void finishInBackground(MachineId id) {
        locks.ifFree(
                id,
                () -> atLength(
                        "give machine " + id + " its identity",
                        connect -> on(connect).clones().finish(id)));
    }

    private <T> T shortly(String doing, HostCall<T> call) {
        return link.call(doing, settings.callLimit(), call);
    }

    private void atLength(String doing, HostAct act) {
        link.call(doing, settings.longCallLimit(), connect -> {
            act.on(connect);
            return Boolean.TRUE;
        });
    }

    private void copying(String doing, HostAct act) {
        link.call(doing, settings.copyLimit(), connect -> {
            act.on(connect);
            return Boolean.TRUE;
        });
    }

    private void locked(Object subject, Runnable act) {
        locks.during(subject, () -> {
            act.run();
            return Boolean.TRUE;
        });
    }

    <T> T locked(Object subject, Supplier<T> act) {
        return locks.during(subject, act);
    }

    @FunctionalInterface
    private interface HostAct {
        void on(BerthConnect connect) throws LibvirtException;
    }
}
