package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostFacts.Virtualisation;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.StartOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.Domain;
import org.libvirt.Domain.MetadataType;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/** The machines of one host, over one connection. Those that do not carry Berth's mark do not exist here. */
final class Machines {

    private static final int CURRENT = 0;
    private static final int FORGET_SAVED_MEMORY_AND_CHECKPOINTS = 1 | 2 | 16;
    private static final int REBOOT_THROUGH_AGENT = 2;

    private final BerthConnect connect;
    private final Pool pool;
    private final SavedStates savedStates;

    Machines(BerthConnect connect, Pool pool, SavedStates savedStates) {
        this.connect = connect;
        this.pool = pool;
        this.savedStates = savedStates;
    }

    List<MachineId> listed() throws LibvirtException {
        var ids = new ArrayList<MachineId>();
        for (var domain : connect.listAllDomains(0)) {
            if (mark(domain).isPresent()) {
                ids.add(new MachineId(UUID.fromString(domain.getUUIDString())));
            }
        }
        return ids;
    }

    Observation observe(MachineId id) throws LibvirtException {
        var domain = find(id);
        return domain.isEmpty() ? new Observation.Absent() : new Observation.Present(power(domain.get()));
    }

    Optional<Domain> find(MachineId id) throws LibvirtException {
        var domain = lookUp(id);
        return domain.isPresent() && mark(domain.get()).isPresent() ? domain : Optional.empty();
    }

    Domain require(MachineId id, String verb) throws LibvirtException {
        return find(id).orElseThrow(() ->
                new HypervisorException("Cannot " + verb + " machine " + id + ": its host has none. Define it first."));
    }

    /** Berth's mark on a domain, if it is Berth's. */
    static Optional<Element> mark(Domain domain) throws LibvirtException {
        try {
            return Optional.of(Xml.parse(domain.getMetadata(MetadataType.ELEMENT, MachineXml.NAMESPACE, CURRENT)));
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA)
                    || Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static PowerState power(Domain domain) throws LibvirtException {
        return switch (domain.getInfo().state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_NOSTATE, VIR_DOMAIN_SHUTDOWN -> PowerState.RUNNING;
            case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> PowerState.PAUSED;
            case VIR_DOMAIN_CRASHED -> PowerState.CRASHED;
            case VIR_DOMAIN_SHUTOFF -> domain.hasManagedSaveImage() == 1 ? PowerState.SAVED : PowerState.OFF;
        };
    }

    void define(MachineSpec spec, Virtualisation virtualisation) throws LibvirtException {
        var existing = lookUp(spec.id());
        if (existing.isPresent()) {
            if (mark(existing.get()).isEmpty()) {
                throw new HypervisorException("Cannot define machine " + spec.id()
                        + ": its host has a machine of this UUID that is not Berth's. Rename or remove that one.");
            }
            if (power(existing.get()) != PowerState.OFF) {
                return;
            }
        }
        var name = existing.isPresent() ? existing.get().getName() : nameOf(spec);
        var parts = parts(name, spec, virtualisation);
        connect.domainDefineXML(MachineXml.of(spec, parts, markFor(spec, parts, existing)));
    }

    /**
     * Every boot of a root volume that never booted is the image's own: same machine id, same host keys. So its identity is
     * pending until the guest has taken one. Images with firmware of their own bring their own first-boot programs.
     */
    private static Element markFor(MachineSpec spec, MachineXml.Parts parts, Optional<Domain> existing)
            throws LibvirtException {
        boolean knownRoot = existing.isPresent()
                && !Clones.isPending(existing.get())
                && Xml.all(Xml.parse(existing.get().getXMLDesc(0)), "devices/disk/source").stream()
                        .anyMatch(source ->
                                source.getAttribute("file").equals(parts.root().path()));
        if (knownRoot || spec.boot() instanceof MachineSpec.Boot.Firmware) {
            return MachineXml.mark(spec.id(), spec.hostname());
        }
        return MachineXml.pending(MachineXml.mark(spec.id(), spec.hostname()));
    }

    static String nameOf(MachineSpec spec) {
        return spec.hostname() + "-" + spec.id().toString().substring(0, 8);
    }

    MachineXml.Parts parts(String name, MachineSpec spec, Virtualisation virtualisation) throws LibvirtException {
        var machine = "machine " + spec.id();
        var user = spec.userVolume();
        var root = pool.require(spec.rootVolume(), machine);
        var userVolume = user.isPresent() ? pool.require(user.get(), machine) : null;
        return switch (spec.boot()) {
            case MachineSpec.Boot.Firmware() ->
                new MachineXml.Parts(name, virtualisation, root, userVolume, null, null);
            case MachineSpec.Boot.DirectKernel(var kernel, var initrd, var commandLine) ->
                new MachineXml.Parts(
                        name,
                        virtualisation,
                        root,
                        userVolume,
                        pool.require(kernel, machine),
                        pool.require(initrd, machine));
        };
    }

    StartOutcome start(MachineId id) throws LibvirtException {
        var domain = require(id, "start");
        return switch (power(domain)) {
            case RUNNING -> new StartOutcome.AlreadyRunning();
            case PAUSED -> {
                domain.resume();
                yield new StartOutcome.Resumed();
            }
            case CRASHED -> {
                domain.destroy();
                yield boot(domain);
            }
            case OFF -> boot(domain);
            case SAVED -> savedStates.resume(id, domain);
        };
    }

    void save(MachineId id) throws LibvirtException {
        var domain = require(id, "save");
        switch (power(domain)) {
            case SAVED -> {}
            case RUNNING, PAUSED -> savedStates.save(domain);
            case OFF, CRASHED ->
                throw new HypervisorException("Cannot save machine " + id + ": it is " + power(domain)
                        + ". Only a running machine has memory to save.");
        }
    }

    void shutDown(MachineId id) throws LibvirtException {
        var domain = require(id, "shut down");
        if (domain.isActive() == 1) {
            domain.shutdown();
        }
    }

    void powerOff(MachineId id) throws LibvirtException {
        destroy(require(id, "power off"));
    }

    void reboot(MachineId id) throws LibvirtException {
        var domain = require(id, "reboot");
        if (domain.isActive() == 0) {
            throw new HypervisorException(
                    "Cannot reboot machine " + id + ": it is " + power(domain) + ". Start it instead.");
        }
        try {
            domain.reboot(REBOOT_THROUGH_AGENT);
        } catch (LibvirtException e) {
            if (Failures.brokeConnection(connect, e)) {
                throw e;
            }
            domain.reset();
        }
    }

    /** What its console shows, as the host's own kind of picture. */
    byte[] screenshot(MachineId id) throws LibvirtException {
        var domain = require(id, "look at the console of");
        if (domain.isActive() == 0) {
            throw new HypervisorException(
                    "Cannot look at the console of machine " + id + ": it is " + power(domain) + ". Start it first.");
        }
        return Streams.screenshot(connect, domain, Screen.MOST_BYTES);
    }

    void remove(MachineId id) throws LibvirtException {
        var domain = find(id);
        if (domain.isPresent()) {
            remove(domain.get());
        }
    }

    static void remove(Domain domain) throws LibvirtException {
        boolean persistent = domain.isPersistent() == 1;
        destroy(domain);
        if (persistent) {
            try {
                domain.undefine(FORGET_SAVED_MEMORY_AND_CHECKPOINTS);
            } catch (LibvirtException e) {
                if (!Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                    throw e;
                }
            }
        }
    }

    private static void destroy(Domain domain) throws LibvirtException {
        try {
            if (domain.isActive() == 1) {
                domain.destroy();
            }
        } catch (LibvirtException e) {
            // Off already: somebody else was first.
            if (!Failures.is(e, ErrorNumber.VIR_ERR_OPERATION_INVALID)
                    && !Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                throw e;
            }
        }
    }

    private static StartOutcome boot(Domain domain) throws LibvirtException {
        try {
            domain.create();
            return new StartOutcome.Booted();
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_OPERATION_INVALID) && domain.isActive() == 1) {
                return new StartOutcome.AlreadyRunning();
            }
            throw e;
        }
    }

    private Optional<Domain> lookUp(MachineId id) throws LibvirtException {
        try {
            return Optional.of(connect.domainLookupByUUID(id.value()));
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
