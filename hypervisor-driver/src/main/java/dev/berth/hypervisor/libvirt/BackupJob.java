package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.Domain.DomainBackupBeginFlags;
import org.libvirt.Domain.DomainGetJobStatsFlags;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** The job by which QEMU copies the disks of one running machine; there is at most one. */
final class BackupJob {

    private static final int COMPLETED = 3;
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 50_000_000;

    private final BerthConnect connect;
    private final Domain domain;

    BackupJob(BerthConnect connect, Domain domain) {
        this.connect = connect;
        this.domain = domain;
    }

    /** Begins copying into files that exist; what the copies are of is this moment, which a checkpoint remembers. */
    void begin(String jobXml, @Nullable String checkpointXml) throws LibvirtException {
        domain.backupBegin(jobXml, checkpointXml, DomainBackupBeginFlags.REUSE_EXTERNAL);
    }

    boolean runs() throws LibvirtException {
        return description().isPresent();
    }

    /** Whether a job runs that makes exactly these, as one does whose Berth was killed. */
    boolean isOf(List<BackupXml.Target> targets) throws LibvirtException {
        var running = description();
        if (running.isEmpty()) {
            return false;
        }
        var paths = BackupXml.paths(running.get());
        return paths.size() == targets.size() && targets.stream().allMatch(target -> paths.contains(target.path()));
    }

    /** Whether the last job ended with everything copied. */
    boolean endedWell() throws LibvirtException {
        try {
            return domain.getJobStats(DomainGetJobStatsFlags.COMPLETED | DomainGetJobStatsFlags.KEEP_COMPLETED).type
                    == COMPLETED;
        } catch (LibvirtException e) {
            if (Failures.brokeConnection(connect, e)) {
                throw e;
            }
            // The machine was turned off under the job, and nothing is known of it.
            return false;
        }
    }

    /** Ends the job if one runs, and waits until it has. */
    void end() throws LibvirtException {
        long limit = System.nanoTime() + END_LIMIT.toNanos();
        for (boolean asked = false; runs(); asked = true) {
            if (!asked) {
                abort();
            }
            if (System.nanoTime() > limit) {
                throw new HypervisorException("The copying of machine '" + domain.getName() + "' did not end within "
                        + END_LIMIT.toSeconds() + " s of being told to. Look at its QEMU on the host.");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void abort() throws LibvirtException {
        try {
            domain.abortJob();
        } catch (LibvirtException e) {
            // It ended by itself in between.
            if (runs()) {
                throw e;
            }
        }
    }

    private Optional<String> description() throws LibvirtException {
        try {
            return Optional.ofNullable(domain.getBackupXMLDesc(0));
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN_BACKUP)
                    || Failures.is(e, ErrorNumber.VIR_ERR_OPERATION_INVALID)
                    || Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
