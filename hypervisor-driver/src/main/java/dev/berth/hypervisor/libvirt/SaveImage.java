package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;

/**
 * The head of a file of saved memory, as libvirt's QEMU driver writes it: magic, little-endian 32 bit fields, then the
 * machine's description, a NUL and a cookie. libvirt refuses another name or UUID through its own calls, so a clone's
 * description is put in here. The head keeps its length: the memory behind it must start at the same byte.
 */
final class SaveImage {

    static final int HEADER_BYTES = 92;
    private static final byte[] MAGIC = "LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    private static final int MOST_DATA_BYTES = 8 * 1024 * 1024;
    private static final int VERSION_AT = 16;
    private static final int DATA_LENGTH_AT = 20;
    private static final int COOKIE_OFFSET_AT = 32;

    private final byte[] header;
    private final byte[] data;

    private SaveImage(byte[] header, byte[] data) {
        this.header = header;
        this.data = data;
    }

    /** How many bytes follow the header before the memory begins. */
    static int dataLength(byte[] header) {
        if (header.length != HEADER_BYTES || !Arrays.equals(Arrays.copyOf(header, MAGIC.length), MAGIC)) {
            throw new HypervisorException(
                    "The template's saved memory does not start as libvirt's files do. Make it anew.");
        }
        int version = field(header, VERSION_AT);
        int length = field(header, DATA_LENGTH_AT);
        if (!isKnown(version, length)) {
            throw new HypervisorException("The template's saved memory has version " + version + " and a head of "
                    + length + " bytes; known are version " + VERSION + " and up to " + MOST_DATA_BYTES + ".");
        }
        return length;
    }

    static SaveImage read(BerthConnect connect, StorageVol memory) throws LibvirtException {
        var header = Streams.read(connect, memory, 0, HEADER_BYTES);
        return of(header, Streams.read(connect, memory, HEADER_BYTES, dataLength(header)));
    }

    /** Empty where a volume does not begin as saved memory does. */
    static Optional<SaveImage> find(BerthConnect connect, StoredVolume memory) throws LibvirtException {
        if (memory.capacityBytes() < HEADER_BYTES) {
            return Optional.empty();
        }
        var header = Streams.read(connect, memory.volume(), 0, HEADER_BYTES);
        return isHeader(header) && memory.capacityBytes() >= HEADER_BYTES + (long) dataLength(header)
                ? Optional.of(of(header, Streams.read(connect, memory.volume(), HEADER_BYTES, dataLength(header))))
                : Optional.empty();
    }

    /** Whether bytes begin as the files of saved memory do that are known here. */
    static boolean isHeader(byte[] start) {
        return start.length >= HEADER_BYTES
                && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && isKnown(field(start, VERSION_AT), field(start, DATA_LENGTH_AT));
    }

    private static boolean isKnown(int version, int length) {
        return version == VERSION && length >= 1 && length <= MOST_DATA_BYTES;
    }

    static SaveImage of(byte[] header, byte[] data) {
        if (data.length != dataLength(header)) {
            throw new HypervisorException("The template's saved memory is cut off in its head. Make it anew.");
        }
        return new SaveImage(header.clone(), data.clone());
    }

    String xml() {
        int end = 0;
        while (end < spaceForXml() && data[end] != 0) {
            end++;
        }
        return new String(data, 0, end, StandardCharsets.UTF_8);
    }

    /** The whole head with another description: as long as before, padded with NUL, the cookie where it was. */
    byte[] withXml(String xml) {
        var text = xml.getBytes(StandardCharsets.UTF_8);
        if (text.length >= spaceForXml()) {
            throw new HypervisorException(
                    "The clone's description has " + text.length + " bytes and the template has room for "
                            + (spaceForXml() - 1) + ". Shorten the host name, or make the template anew.");
        }
        var head = Arrays.copyOf(header, HEADER_BYTES + data.length);
        System.arraycopy(text, 0, head, HEADER_BYTES, text.length);
        System.arraycopy(data, spaceForXml(), head, HEADER_BYTES + spaceForXml(), data.length - spaceForXml());
        return head;
    }

    private int spaceForXml() {
        int cookie = field(header, COOKIE_OFFSET_AT);
        return cookie > 0 && cookie < data.length ? cookie : data.length;
    }

    private static int field(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
