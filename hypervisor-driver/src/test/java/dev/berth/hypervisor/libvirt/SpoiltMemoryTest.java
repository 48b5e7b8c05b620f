package dev.berth.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What QEMU and libvirt say when saved memory can not be restored. */
class SpoiltMemoryTest {

    private static final int OPERATION_FAILED = 9;
    private static final int SYSTEM_ERROR = 38;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "internal error: qemu unexpectedly closed the monitor: qemu-system-x86_64: load of migration failed: Invalid argument",
                "operation failed: job 'restore' failed: error while loading state for instance 0x0 of device 'ram'",
                "internal error: QEMU unexpectedly closed the monitor: load of migration failed: Input/output error",
                "unsupported configuration: Unsupported machine type 'pc-q35-2.4'",
                "operation failed: save image is incomplete"
            })
    void memoryThatCanNeverBeRestoredIsSpoilt(String reason) {
        assertThat(SpoiltMemory.isMeantBy(reason)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "internal error: qemu unexpectedly closed the monitor: cannot set up guest memory 'pc.ram': Cannot allocate memory",
                "internal error: QEMU unexpectedly closed the monitor: load of migration failed: Cannot allocate memory",
                "Failed to open save image '/var/lib/libvirt/qemu/save/a.save': Too many open files",
                "internal error: process exited while connecting to monitor: Failed to get \"write\" lock",
                "Unable to write to '/sys/fs/cgroup/machine.slice/cgroup.procs': Device or resource busy",
                "internal error: Failed to connect to monitor socket: Connection refused",
                "Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainCreate)",
                "Failed to open save image '/mnt/pool/a.save': Stale file handle",
                "error while loading state section id 2(ram): No space left on device"
            })
    void whatPassesIsNot(String reason) {
        assertThat(SpoiltMemory.isMeantBy(reason)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"operation failed: failed to read qemu header", "operation failed: image magic is incorrect"})
    void headerThatCannotBeReadIsSpoilt(String reason) {
        assertThat(SpoiltMemory.isMeantBy(OPERATION_FAILED, reason)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed to open file '/var/lib/libvirt/qemu/save/a.save': Permission denied"})
    void fileThatCannotBeOpenedIsNot(String reason) {
        assertThat(SpoiltMemory.isMeantBy(SYSTEM_ERROR, reason)).isFalse();
        assertThat(SpoiltMemory.isMeantBy(OPERATION_FAILED, reason)).isFalse();
    }
}
