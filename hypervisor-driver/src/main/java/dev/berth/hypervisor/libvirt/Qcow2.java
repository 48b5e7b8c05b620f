package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The head of a qcow2 file, big-endian, in which the path of what it stands on is written. */
final class Qcow2 {

    /** No backing path lies beyond this: it must stand in the first cluster, whose least size this is. */
    static final int HEAD_BYTES = 64 * 1024;

    private static final int MAGIC = 0x514649fb;
    private static final int HEADER_BYTES = 72;
    private static final int BACKING_OFFSET_AT = 8;
    private static final int BACKING_LENGTH_AT = 16;
    private static final int CLUSTER_BITS_AT = 20;
    private static final int CAPACITY_AT = 24;
    private static final long MOST_CAPACITY_BYTES = 16L * 1024 * 1024 * 1024 * 1024;
    private static final int CRYPTO_AT = 32;
    private static final int FEATURES_AT = 72;
    private static final long EXTERNAL_DATA = 4;
    private static final int LEAST_CLUSTER_BITS = 16;
    private static final int MOST_PATH_BYTES = 1023;

    private Qcow2() {}

    /** The head with the path of what the volume stands on here; refused where that can not be. */
    static byte[] standingOn(byte[] head, Optional<String> backingPath) {
        var fields = ByteBuffer.wrap(head.clone()).order(ByteOrder.BIG_ENDIAN);
        if (head.length < HEADER_BYTES + Long.BYTES || fields.getInt(0) != MAGIC) {
            throw refusal("it is no qcow2");
        }
        int version = fields.getInt(4);
        if (version != 2 && version != 3) {
            throw refusal("its version is " + version + "; allowed are 2 and 3");
        }
        if (fields.getInt(CRYPTO_AT) != 0) {
            throw refusal("it is encrypted");
        }
        if (version == 3 && (fields.getLong(FEATURES_AT) & EXTERNAL_DATA) != 0) {
            throw refusal("its data lie in another file");
        }
        long offset = fields.getLong(BACKING_OFFSET_AT);
        if (offset == 0 != backingPath.isEmpty()) {
            throw refusal("what it says to stand on is not what it was sent with");
        }
        backingPath.ifPresent(path -> replace(fields, offset, path));
        return fields.array();
    }

    /** The size that a guest sees. */
    static long capacityBytes(byte[] head) {
        long capacity = ByteBuffer.wrap(head).order(ByteOrder.BIG_ENDIAN).getLong(CAPACITY_AT);
        if (capacity < 1 || capacity > MOST_CAPACITY_BYTES) {
            throw refusal("its capacity is " + capacity + " bytes; allowed are 1 to " + MOST_CAPACITY_BYTES);
        }
        return capacity;
    }

    private static void replace(ByteBuffer fields, long offset, String path) {
        var text = path.getBytes(StandardCharsets.UTF_8);
        int length = fields.getInt(BACKING_LENGTH_AT);
        boolean fits = fields.getInt(CLUSTER_BITS_AT) >= LEAST_CLUSTER_BITS
                && offset >= HEADER_BYTES
                && length > 0
                && length <= MOST_PATH_BYTES
                && text.length <= MOST_PATH_BYTES
                && offset + Math.max(length, text.length) <= fields.capacity()
                && isBlank(fields, (int) offset + length, (int) offset + text.length);
        if (!fits) {
            throw refusal("its head has no room for '" + path + "', which it stands on here");
        }
        Arrays.fill(fields.array(), (int) offset, (int) offset + length, (byte) 0);
        fields.put((int) offset, text);
        fields.putInt(BACKING_LENGTH_AT, text.length);
    }

    private static boolean isBlank(ByteBuffer fields, int from, int to) {
        for (int at = from; at < to; at++) {
            if (fields.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    private static HypervisorException refusal(String reason) {
        return new HypervisorException("The volume's content is refused: " + reason + ". Send a volume of Berth's.");
    }
}
