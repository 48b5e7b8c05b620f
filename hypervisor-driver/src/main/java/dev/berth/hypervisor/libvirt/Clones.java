package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostFacts.Virtualisation;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.libvirt.Domain;
import org.libvirt.Domain.MetadataType;
import org.libvirt.Domain.XMLFlags;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;
import org.w3c.dom.Element;

/**
 * Instant clones: machines that go on from a template's memory under an identity of their own. A clone's mark says that its
 * identity is pending until the guest has taken it; whoever finds such a machine finishes it.
 */
final class Clones {

    private static final int LIVE_AND_CONFIG = 1 | 2;
    private static final int IN_BYTES = 1;
    private static final Duration AGENT_LIMIT = Duration.ofSeconds(120);
    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(120);
    private static final long PAUSE_NANOS = 50_000_000;

    private final BerthConnect connect;
    private final Pool pool;
    private final Machines machines;
    private final Templates templates;
    private final Spares spares;

    Clones(BerthConnect connect, Pool pool, Machines machines, Templates templates, Spares spares) {
        this.connect = connect;
        this.pool = pool;
        this.machines = machines;
        this.templates = templates;
        this.spares = spares;
    }

    static Element pendingMark(MachineSpec spec) {
        var mark = MachineXml.pending(MachineXml.mark(spec.id(), spec.hostname()));
        mark.setAttribute("network", spec.network());
        spec.userVolume().ifPresent(volume -> mark.setAttribute("userVolume", volume.value()));
        return mark;
    }

    static boolean isPending(Domain domain) throws LibvirtException {
        return Machines.mark(domain)
                .filter(mark -> mark.getAttribute("identity").equals("pending"))
                .isPresent();
    }

    Optional<String> start(TemplateKey key, MachineSpec spec, Virtualisation virtualisation) throws LibvirtException {
        var existing = machines.find(spec.id());
        if (existing.isPresent()) {
            var power = Machines.power(existing.get());
            if (power != PowerState.RUNNING) {
                return Optional.of("the machine exists and is " + power + ": start it as it is");
            }
            finish(spec.id());
            return Optional.empty();
        }
        var template = templates.find(key);
        if (template.isEmpty()) {
            return Optional.of("the host has no template '" + key + "'");
        }
        if (pool.isWhole(spec.rootVolume().value())) {
            return Optional.of("root volume '" + spec.rootVolume() + "' exists: boot from it");
        }
        var refusal = template.get().refusal(spec, virtualisation);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (spec.userVolume().isPresent()) {
            pool.require(spec.userVolume().get(), "machine " + spec.id());
        }
        return make(key, template.get(), spec);
    }

    /** Gives a clone that runs what makes it somebody's own: its volume, card, clock, name, keys and randomness. */
    void finish(MachineId id) throws LibvirtException {
        var domain = machines.require(id, "finish");
        var mark = Machines.mark(domain);
        if (mark.isEmpty() || !isPending(domain)) {
            return;
        }
        if (domain.isPersistent() == 0) {
            connect.domainDefineXML(domain.getXMLDesc(XMLFlags.INACTIVE | XMLFlags.SECURE));
        }
        var home = home(mark.get(), id);
        attachMissing(domain, mark.get(), home);
        var hostname = mark.get().getAttribute("hostname");
        var agent = new Agent(domain);
        awaitAgent(agent, id);
        takeIdentity(agent, id, hostname, home);
        domain.setMetadata(
                MetadataType.ELEMENT,
                // Without namespace: libvirt puts it into the given one itself.
                Xml.write(Xml.root("machine", "id", id.toString(), "hostname", hostname)),
                MachineXml.PREFIX,
                MachineXml.NAMESPACE,
                LIVE_AND_CONFIG);
        for (var source : Xml.all(Xml.parse(domain.getXMLDesc(0)), "devices/disk/source")) {
            var path = source.getAttribute("file");
            pool.drop(path.substring(path.lastIndexOf('/') + 1) + Pool.MAKING);
        }
    }

    private Optional<String> make(TemplateKey key, Template template, MachineSpec spec) throws LibvirtException {
        // Closed when all that was begun beside has ended.
        try (var beside = new Beside()) {
            var memory = beside.begin(() -> memory(key, template, spec));
            var root = spec.rootVolume().value();
            pool.mark(root);
            pool.drop(root);
            pool.link(root, StoredVolume.of(connect.storageVolLookupByPath(template.rootPath())), 0);
            var copy = Beside.await(memory);
            Streams.write(connect, copy, template.headFor(spec, pool.pathOf(root), userVolume(spec)));
            connect.restore(copy.getPath());
            var dropped = beside.begin(() -> {
                spares.discard(copy.getName());
                return copy;
            });
            finish(spec.id());
            Beside.await(dropped);
            return Optional.empty();
        } catch (LibvirtException e) {
            if (Failures.brokeConnection(connect, e)) {
                throw e;
            }
            undo(spec);
            return Optional.of(Failures.reason(e));
        } catch (HypervisorException e) {
            undo(spec);
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A copy of the template's memory that is this clone's alone: the spare one, or one that is made now. */
    private StorageVol memory(TemplateKey key, Template template, MachineSpec spec) throws LibvirtException {
        var spare = spares.take(key, template);
        if (spare.isPresent()) {
            return spare.get();
        }
        var memory = memoryOf(spec.id());
        pool.drop(memory);
        pool.copy(memory, StoredVolume.of(template.memory()), 0);
        return pool.find(memory)
                .orElseThrow(
                        () -> new HypervisorException("The copy '" + memory + "' of the template's memory vanished."));
    }

    private Optional<StoredVolume> userVolume(MachineSpec spec) throws LibvirtException {
        return spec.userVolume().isPresent()
                ? Optional.of(pool.require(spec.userVolume().get(), "machine " + spec.id()))
                : Optional.empty();
    }

    private void undo(MachineSpec spec) throws LibvirtException {
        machines.remove(spec.id());
        pool.drop(memoryOf(spec.id()));
        pool.drop(spec.rootVolume().value());
        pool.drop(spec.rootVolume().value() + Pool.MAKING);
    }

    private Optional<StoredVolume> home(Element mark, MachineId id) throws LibvirtException {
        return mark.hasAttribute("userVolume")
                ? Optional.of(pool.require(new VolumeName(mark.getAttribute("userVolume")), "machine " + id))
                : Optional.empty();
    }

    private void attachMissing(Domain domain, Element mark, Optional<StoredVolume> home) throws LibvirtException {
        var xml = Xml.parse(domain.getXMLDesc(0));
        if (home.isPresent()) {
            if (Xml.all(xml, "devices/disk").size() < 2) {
                domain.attachDeviceFlags(
                        Xml.write(MachineXml.disk(home.get(), MachineXml.USER_DISK, "user")), LIVE_AND_CONFIG);
            } else {
                // The guest's memory knows the size of the disk that the template had in this place.
                domain.blockResize(MachineXml.USER_DISK, home.get().capacityBytes(), IN_BYTES);
            }
        }
        if (Xml.all(xml, "devices/interface").isEmpty()) {
            domain.attachDeviceFlags(Xml.write(MachineXml.network(mark.getAttribute("network"))), LIVE_AND_CONFIG);
        }
    }

    private void awaitAgent(Agent agent, MachineId id) throws LibvirtException {
        long end = System.nanoTime() + AGENT_LIMIT.toNanos();
        while (true) {
            try {
                agent.ping();
                return;
            } catch (LibvirtException e) {
                if (Failures.brokeConnection(connect, e)) {
                    throw e;
                }
                if (System.nanoTime() > end) {
                    throw new GuestUnavailableException(
                            "The agent of clone " + id + " did not answer within " + AGENT_LIMIT.toSeconds() + " s.",
                            e);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static void takeIdentity(Agent agent, MachineId id, String hostname, Optional<StoredVolume> home)
            throws LibvirtException {
        // Side by side: each waits for processes of its own most of the time.
        var identify = agent.start(Guests.identify(hostname, Clock.systemUTC().instant()), Guests.entropy());
        if (home.isPresent()) {
            requireSuccess(id, agent.start(Guests.attachHome(home.get().capacityBytes()), ""), agent);
        }
        requireSuccess(id, identify, agent);
        agent.correctClock(Clock.systemUTC());
    }

    private static void requireSuccess(MachineId id, Agent.Started started, Agent agent) throws LibvirtException {
        var result = agent.await(started, PROGRAM_LIMIT);
        if (result.exitCode() != 0) {
            throw new GuestUnavailableException("Program '" + started.program() + "' in clone " + id + " ended with "
                    + result.exitCode() + ": " + result.errors().strip());
        }
    }

    private static String memoryOf(MachineId id) {
        return id + ".memory" + Pool.MAKING;
    }
}
