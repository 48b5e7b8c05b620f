package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostFacts.Virtualisation;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.libvirt.Domain;
import org.libvirt.Domain.CreateFlags;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;

/**
 * Templates of one host: a root volume and the memory of a machine that was saved over it when it was ready, both in the
 * pool. Each making has a root volume of its own, so that clones of an earlier one keep theirs. The machine is saved with an
 * empty disk in the place of a user volume, which nobody has opened: a clone finds its own there when it wakes up.
 */
final class Templates {

    static final String PREFIX = "template-";
    private static final String MACHINE_PREFIX = "berth-template-";
    private static final int LIVE = 1;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(90);

    /** Blank space for names that are longer than the template's; a clone's description drops it. */
    private static final String ROOM = "Template of Berth. ".repeat(64);

    private final BerthConnect connect;
    private final Pool pool;
    private final Machines machines;
    private final Spares spares;
    private final Duration bootLimit;

    Templates(BerthConnect connect, Pool pool, Machines machines, Spares spares, Duration bootLimit) {
        this.connect = connect;
        this.pool = pool;
        this.machines = machines;
        this.spares = spares;
        this.bootLimit = bootLimit;
    }

    /** Whether a volume belongs to a template, and so is nobody else's to see or delete. */
    static boolean owns(String volume) {
        return volume.startsWith(PREFIX);
    }

    boolean has(TemplateKey key) throws LibvirtException {
        return pool.isWhole(memory(key));
    }

    /** The template, read from the head of its memory. */
    Optional<Template> find(TemplateKey key) throws LibvirtException {
        var volume = has(key) ? pool.find(memory(key)) : Optional.<StorageVol>empty();
        return volume.isPresent() ? Optional.of(Template.read(connect, volume.get())) : Optional.empty();
    }

    void ensure(TemplateSpec spec, Virtualisation virtualisation) throws LibvirtException {
        if (has(spec.key())) {
            return;
        }
        var memory = memory(spec.key());
        var root = PREFIX + spec.key() + ".root-" + UUID.randomUUID().toString().substring(0, 8);
        dropRemains(spec.key());
        pool.mark(memory);
        pool.link(root, pool.require(spec.imageVolume(), "template '" + spec.key() + "'"), 0);
        try {
            saveWhenReady(boot(spec, root, virtualisation), blankHome(spec), pool.pathOf(memory));
            pool.drop(home(spec.key()));
            pool.refresh();
            pool.drop(memory + Pool.MAKING);
        } catch (LibvirtException | HypervisorException e) {
            dropAfter(e, spec.key());
            throw e;
        }
    }

    /** Makes ready what the next clone would else wait for. */
    void prepareClone(TemplateKey key) throws LibvirtException {
        var template = find(key);
        if (template.isPresent()) {
            spares.keep(key, template.get());
        }
    }

    void delete(TemplateKey key) throws LibvirtException {
        for (var root : rootsOf(key)) {
            if (!pool.clonesOf(pool.pathOf(root)).isEmpty()) {
                throw new HypervisorException("Cannot delete template '" + key
                        + "': machines stand on its root volume '" + root + "'. Remove those first.");
            }
        }
        pool.mark(memory(key));
        dropRemains(key);
    }

    private Domain boot(TemplateSpec spec, String root, Virtualisation virtualisation) throws LibvirtException {
        var machine = new MachineSpec(
                new MachineId(UUID.randomUUID()),
                "template",
                spec.vcpus(),
                spec.memoryMib(),
                spec.boot(),
                new VolumeName(root),
                Optional.empty(),
                spec.network());
        var parts = machines.parts(machineName(spec.key()), machine, virtualisation);
        // Its host turns it off when this connection ends, as it does when Berth is killed.
        return connect.domainCreateXML(MachineXml.ofTemplate(machine, parts, ROOM), CreateFlags.AUTODESTROY);
    }

    /** As large as an image's user volume, so that the usual clone need not be told that its disk is another's size. */
    private StoredVolume blankHome(TemplateSpec spec) throws LibvirtException {
        var likeness = pool.require(spec.userImage(), "template '" + spec.key() + "'");
        return StoredVolume.of(pool.create(VolumeXml.blank(home(spec.key()), likeness.capacityBytes())));
    }

    private void saveWhenReady(Domain domain, StoredVolume home, String path) throws LibvirtException {
        var agent = new Agent(domain);
        long end = System.nanoTime() + bootLimit.toNanos();
        while (!isReady(agent)) {
            if (System.nanoTime() > end) {
                throw new GuestUnavailableException("The template's guest was not ready within " + bootLimit.toSeconds()
                        + " s: agent and RDP must answer. Look at its serial log on the host.");
            }
            if (domain.isActive() == 0) {
                throw new GuestUnavailableException(
                        "The template's guest turned itself off while booting. Look at its serial log on the host.");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        agent.exec(Guests.BOOT_HAS_ENDED, "", PROGRAM_LIMIT);
        domain.attachDeviceFlags(Xml.write(MachineXml.disk(home, MachineXml.USER_DISK, "user")), LIVE);
        if (agent.exec(Guests.SEES_SECOND_DISK, "", PROGRAM_LIMIT).exitCode() != 0) {
            throw new GuestUnavailableException(
                    "The template's guest did not see the disk that was attached to it. Look at its serial log on the host.");
        }
        // What each clone runs first is then in the memory that it wakes up with.
        agent.exec(Guests.identify("template", Clock.systemUTC().instant()), Guests.entropy(), PROGRAM_LIMIT);
        agent.exec(Guests.WRITE_BACK, "", PROGRAM_LIMIT);
        domain.save(path);
    }

    private boolean isReady(Agent agent) throws LibvirtException {
        try {
            agent.ping();
            return agent.exec(Guests.RDP_LISTENS, "", PROGRAM_LIMIT).exitCode() == 0;
        } catch (LibvirtException e) {
            if (Failures.brokeConnection(connect, e)) {
                throw e;
            }
            return false;
        }
    }

    private void dropRemains(TemplateKey key) throws LibvirtException {
        try {
            connect.domainLookupByName(machineName(key)).destroy();
        } catch (LibvirtException e) {
            if (!Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                throw e;
            }
        }
        pool.refresh();
        pool.drop(memory(key));
        pool.drop(home(key));
        spares.discardAll(key);
        for (var root : rootsOf(key)) {
            if (pool.clonesOf(pool.pathOf(root)).isEmpty()) {
                pool.drop(root);
            }
        }
        pool.drop(memory(key) + Pool.MAKING);
    }

    private void dropAfter(Exception failure, TemplateKey key) {
        try {
            dropRemains(key);
        } catch (LibvirtException | HypervisorException e) {
            failure.addSuppressed(e);
        }
    }

    private List<String> rootsOf(TemplateKey key) throws LibvirtException {
        return List.of(pool.open().listVolumes()).stream()
                .filter(volume -> volume.startsWith(PREFIX + key + ".root-"))
                .toList();
    }

    private String machineName(TemplateKey key) {
        return MACHINE_PREFIX + pool.name() + "-" + key;
    }

    private static String home(TemplateKey key) {
        return PREFIX + key + ".home";
    }

    private static String memory(TemplateKey key) {
        return PREFIX + key + ".memory";
    }
}
