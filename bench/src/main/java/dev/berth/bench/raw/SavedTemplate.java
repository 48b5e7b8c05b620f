package dev.berth.bench.raw;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A template's saved memory, which a clone is made from by hand: the file is copied and the description in its head
 * replaced, since libvirt restores under no other name or UUID by itself. The head is the magic, little-endian 32 bit
 * fields, then the description, a NUL and a cookie; it keeps its length.
 */
public record SavedTemplate(Path memory, String xml, int dataBytes, int cookieAt) {

    private static final int HEADER_BYTES = 92;
    private static final String MAGIC = "LibvirtQemudSave";
    private static final int DATA_LENGTH_AT = 20;
    private static final int COOKIE_OFFSET_AT = 32;
    private static final Duration COPY_LIMIT = Duration.ofMinutes(2);

    public static SavedTemplate read(Path memory) {
        try (RandomAccessFile file = new RandomAccessFile(memory.toFile(), "r")) {
            byte[] header = new byte[HEADER_BYTES];
            file.readFully(header);
            if (!new String(header, 0, MAGIC.length(), StandardCharsets.US_ASCII).equals(MAGIC)) {
                throw new IllegalStateException(memory + " is no memory that libvirt saved.");
            }
            ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            byte[] data = new byte[fields.getInt(DATA_LENGTH_AT)];
            file.readFully(data);
            int cookie = fields.getInt(COOKIE_OFFSET_AT);
            int space = cookie > 0 && cookie < data.length ? cookie : data.length;
            int end = 0;
            while (end < space && data[end] != 0) {
                end++;
            }
            return new SavedTemplate(memory, new String(data, 0, end, StandardCharsets.UTF_8), data.length, space);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the template's memory " + memory, e);
        }
    }

    /** The root volume that the memory belongs to. */
    Path root() {
        return disk("vda");
    }

    private Path disk(String target) {
        return Path.of(Xml.text(xml, "/domain/devices/disk[target/@dev='" + target + "']/source/@file"));
    }

    /** Copies the memory for a machine of another name, identity, root volume and user volume. */
    void copyTo(Path copy, String name, UUID uuid, Path copyRoot, Path copyUser) {
        Virsh.Answer copied = Virsh.execute(List.of("cp", memory.toString(), copy.toString()), COPY_LIMIT);
        if (!copied.ok()) {
            throw new IllegalStateException(
                    "Cannot copy " + memory + ": " + copied.output().strip());
        }
        byte[] text = described(name, uuid, copyRoot, copyUser).getBytes(StandardCharsets.UTF_8);
        if (text.length >= cookieAt) {
            throw new IllegalStateException("The clone's description has " + text.length + " bytes, and the template's "
                    + "head has room for " + (cookieAt - 1) + ".");
        }
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            file.seek(HEADER_BYTES);
            file.write(Arrays.copyOf(text, cookieAt));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the head of " + copy, e);
        }
    }

    private String described(String name, UUID uuid, Path copyRoot, Path copyUser) {
        String templateName = Xml.text(xml, "/domain/name");
        return xml.replaceAll("(?s)<description>.*?</description>", "")
                .replaceAll("(?s)<metadata>.*?</metadata>", "")
                .replaceAll("(?s)<backingStore[^>]*/>|<backingStore.*?</backingStore>", "")
                .replaceAll("(?s)<source mode='bind'[^>]*/>", "")
                .replaceAll("socket='[^']*'", "")
                .replace(root().toString(), copyRoot.toString())
                .replace(disk("vdb").toString(), copyUser.toString())
                .replace(Xml.text(xml, "/domain/uuid"), uuid.toString())
                .replace(templateName, name)
                .replaceAll("<genid>[^<]*</genid>", "<genid>" + UUID.randomUUID() + "</genid>")
                .replaceAll(">\\s+<", "><");
    }
}
