package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.StartOutcome;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.libvirt.Domain;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;

/**
 * Saved memory of machines. It is libvirt's managed save, so that a start by hand resumes too and never boots beside it.
 * What can not be restored is copied into the pool before libvirt drops it.
 */
final class SavedStates {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final BerthConnect connect;
    private final Pool pool;
    private final String folder;

    SavedStates(BerthConnect connect, Pool pool, LibvirtSettings settings) {
        this.connect = connect;
        this.pool = pool;
        folder = settings.savedStateFolder();
    }

    void save(Domain domain) throws LibvirtException {
        if (new BackupJob(connect, domain).runs()) {
            throw new HypervisorException("Cannot save machine '" + domain.getName()
                    + "': a snapshot of it is being taken. Save it when that has ended.");
        }
        boolean ran = domain.getInfo().state != DomainState.VIR_DOMAIN_PAUSED;
        try {
            domain.managedSave();
        } catch (LibvirtException e) {
            if (ran && !Failures.brokeConnection(connect, e)) {
                keepRunning(domain, e);
            }
            throw e;
        }
    }

    StartOutcome resume(MachineId id, Domain domain) throws LibvirtException {
        // libvirt deletes a saved state with a damaged header when it is told to start from it: look first.
        if (!connect.managedSaveIsReadable(domain.getUUIDString())) {
            return bootWithout(id, domain, "the saved memory's header can not be read");
        }
        try {
            domain.create();
        } catch (LibvirtException e) {
            if (domain.isActive() == 1) {
                return new StartOutcome.AlreadyRunning();
            }
            if (!SpoiltMemory.isMeantBy(Failures.reason(e))) {
                throw e;
            }
            return bootWithout(id, domain, Failures.reason(e));
        }
        new Agent(domain).setClockIfConnected(Clock.systemUTC().instant());
        return new StartOutcome.Resumed();
    }

    private StartOutcome bootWithout(MachineId id, Domain domain, String reason) throws LibvirtException {
        var kept = setAside(id, domain);
        domain.create(Domain.CreateFlags.FORCE_BOOT);
        return new StartOutcome.BootedWithoutSavedState(kept, reason);
    }

    private String setAside(MachineId id, Domain domain) throws LibvirtException {
        var kept = keptName(id);
        copy(domain, kept);
        return kept;
    }

    /** Keeps memory that can not be restored, under a name that stays; returns that. */
    String setAside(MachineId id, StorageVol memory) throws LibvirtException {
        var kept = keptName(id);
        keep(memory, kept);
        return kept;
    }

    private static String keptName(MachineId id) {
        return id + ".kept-" + STAMP.format(Clock.systemUTC().instant());
    }

    /** Copies the saved memory of a machine into the pool, unless it is there whole. */
    void copy(Domain domain, String kept) throws LibvirtException {
        var file = domain.getName() + ".save";
        var root = Xml.root("pool", "type", "dir");
        Xml.addText(root, "name", "berth-saved-" + UUID.randomUUID());
        Xml.addText(Xml.add(root, "target"), "path", folder);
        try {
            var folderPool = connect.storagePoolCreateXML(Xml.write(root), 0);
            try {
                keep(folderPool.storageVolLookupByName(file), kept);
            } finally {
                // Ends the view of the folder; the files stay.
                folderPool.destroy();
            }
        } catch (LibvirtException e) {
            if (!Failures.is(e, ErrorNumber.VIR_ERR_OPERATION_FAILED)) {
                throw e;
            }
            // Another pool shows that folder already.
            keep(connect.storageVolLookupByPath(folder + "/" + file), kept);
        }
    }

    private void keep(StorageVol savedState, String kept) throws LibvirtException {
        var stored = StoredVolume.of(savedState);
        pool.whole(
                kept,
                () -> pool.open()
                        .storageVolCreateXMLFrom(VolumeXml.raw(kept, stored.capacityBytes()), stored.volume(), 0));
    }

    private static void keepRunning(Domain domain, LibvirtException failure) {
        try {
            if (domain.getInfo().state == DomainState.VIR_DOMAIN_PAUSED) {
                domain.resume();
            }
        } catch (LibvirtException e) {
            failure.addSuppressed(e);
            throw new HypervisorException(
                    "Saving failed and the machine stands still: it could not be resumed. Resume it by hand.", failure);
        }
    }
}
