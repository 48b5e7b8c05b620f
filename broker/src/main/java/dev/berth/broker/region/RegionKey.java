package dev.berth.broker.region;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * The secret that the nodes of a region share: 32 random bytes in a file that only Berth may read. With it one node
 * derives what another did, and nothing of it lies in the database.
 */
@Component
public final class RegionKey {

    private static final int BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final SecretKeySpec key;

    public RegionKey(RegionKeySettings settings) {
        this.key = new SecretKeySpec(readOrMake(settings.file()), ALGORITHM);
    }

    /**
     * HMAC-SHA256 over the purpose and the parts.
     *
     * @param purpose keeps what is derived for one thing from being used for another
     */
    public byte[] derive(String purpose, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            update(mac, purpose.getBytes(StandardCharsets.UTF_8));
            for (byte[] part : parts) {
                update(mac, part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM + ", which every Java must have", e);
        }
    }

    /** With its length in front, so that no two lists of parts are the same bytes. */
    private static void update(Mac mac, byte[] part) {
        int length = part.length;
        mac.update(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        mac.update(part);
    }

    private static byte[] readOrMake(Path file) {
        try {
            make(file);
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new IllegalStateException("The region's key " + file + " may be used by others ("
                        + PosixFilePermissions.toString(permissions) + "). Run: chmod 600 " + file);
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != BYTES) {
                throw new IllegalStateException(
                        "The region's key " + file + " has " + bytes.length + " bytes; allowed are " + BYTES
                                + ". Copy it again from another node, or remove it if there is none.");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read or make the region's key " + file + "; see to it that Berth may write there", e);
        }
    }

    /** Whole or not at all: written beside and linked into place, where a node that was quicker wins. */
    private static void make(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path folder = Files.createDirectories(file.toAbsolutePath().normalize().getParent());
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        Path fresh = Files.createTempFile(folder, "region", ".key", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.write(fresh, bytes, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // Another node made it in the meantime: that one is the key.
        } finally {
            Files.delete(fresh);
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
