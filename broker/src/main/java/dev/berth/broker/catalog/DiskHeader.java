package dev.berth.broker.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The head of a qcow2 file (QEMU's docs/interop/qcow2.txt). A disk brought from elsewhere may name other files of the
 * hypervisor's host as its backing or data file, and QEMU would show their content to every guest.
 */
record DiskHeader(Path file, int magic, int version, long backingFileOffset, long incompatibleFeatures) {

    private static final int BYTES = 80;
    private static final int QCOW2 = 0x514649fb;
    private static final int VERSION_WITH_FEATURES = 3;
    private static final int FEATURES_AT = 72;
    private static final long EXTERNAL_DATA_FILE = 1 << 2;

    static DiskHeader read(Path file) throws IOException {
        try (var bytes = Files.newInputStream(file)) {
            ByteBuffer head = ByteBuffer.wrap(Arrays.copyOf(bytes.readNBytes(BYTES), BYTES));
            int version = head.getInt(4);
            long features = version >= VERSION_WITH_FEATURES ? head.getLong(FEATURES_AT) : 0;
            return new DiskHeader(file, head.getInt(0), version, head.getLong(8), features);
        }
    }

    /** Refuses what is no qcow2 disk, or one that is not whole in its one file. */
    void requireWhole() {
        if (magic != QCOW2) {
            throw new IllegalArgumentException(refusal("is no qcow2 disk"));
        }
        if (backingFileOffset != 0) {
            throw new IllegalArgumentException(refusal("stands on a backing file"));
        }
        if ((incompatibleFeatures & EXTERNAL_DATA_FILE) != 0) {
            throw new IllegalArgumentException(refusal("keeps its data in another file"));
        }
    }

    private String refusal(String what) {
        return "directory holds '" + file.getFileName() + "', which " + what
                + "; allowed is a qcow2 disk that is whole in one file (qemu-img convert -O qcow2 makes one).";
    }
}
