package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.libvirt.Domain;
import org.libvirt.DomainCheckpoint;
import org.libvirt.DomainCheckpoint.CheckpointDeleteFlags;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/**
 * The moments of one machine since which its host remembers what was written. What belongs to one can be forgotten only
 * while the machine runs: until then it stays, and the next snapshot sees to it.
 */
final class Checkpoints {

    private final BerthConnect connect;
    private final Domain domain;

    Checkpoints(BerthConnect connect, Domain domain) {
        this.connect = connect;
        this.domain = domain;
    }

    boolean has(String name) throws LibvirtException {
        return find(name).isPresent();
    }

    /** What the snapshot of this name was, as its checkpoint tells. */
    Optional<Consistency> consistency(String name) throws LibvirtException {
        var found = find(name);
        return found.isPresent() ? BackupXml.consistency(found.get().getXMLDesc()) : Optional.empty();
    }

    void forget(String name) throws LibvirtException {
        var found = find(name);
        if (found.isPresent() && domain.isActive() == 1) {
            forget(found.get());
        }
    }

    /** Forgets all of Berth's that are of this series but these. */
    void keepOnly(Set<String> names, Predicate<String> series) throws LibvirtException {
        for (var checkpoint : domain.listAllCheckpoints(0)) {
            if (!names.contains(checkpoint.getName())
                    && series.test(checkpoint.getName())
                    && BackupXml.consistency(checkpoint.getXMLDesc()).isPresent()) {
                forget(checkpoint);
            }
        }
    }

    private void forget(DomainCheckpoint checkpoint) throws LibvirtException {
        try {
            checkpoint.delete(0);
        } catch (LibvirtException e) {
            if (Failures.brokeConnection(connect, e)) {
                throw e;
            }
            // What it remembers is gone or spoiled, with a volume that was made anew or after a power cut.
            checkpoint.delete(CheckpointDeleteFlags.METADATA_ONLY);
        }
    }

    private Optional<DomainCheckpoint> find(String name) throws LibvirtException {
        try {
            // libvirt-java answers null for a name that is unknown.
            return Optional.ofNullable(domain.checkpointLookupByName(name));
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN_CHECKPOINT)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
