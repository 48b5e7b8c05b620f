package dev.berth.broker.recording;

import dev.berth.broker.region.RegionKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * A key of its own for each recording, wrapped by one that is derived from the region's key and the recording's id: the
 * database holds what is of no use without the region's key, and a key that is forgotten is a recording that is gone.
 */
@Component
public class DataKeys {

    private static final String PURPOSE = "berth recording data key";
    private static final int KEY_BYTES = 32;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RegionKey region;

    public DataKeys(RegionKey region) {
        this.region = region;
    }

    /** @param wrapped for the database */
    record Fresh(byte[] key, byte[] wrapped) {}

    Fresh fresh(RecordingId id) {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new Fresh(key, crypt(Cipher.ENCRYPT_MODE, id, key));
    }

    byte[] unwrap(RecordingId id, byte[] wrapped) {
        return crypt(Cipher.DECRYPT_MODE, id, wrapped);
    }

    /** The wrapping key is used for one recording's one key, so its nonce may be fixed. */
    private byte[] crypt(int mode, RecordingId id, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(region.derive(PURPOSE, id.bytes()), "AES"),
                    new GCMParameterSpec(TAG_BITS, new byte[12]));
            cipher.updateAAD(id.bytes());
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The key of recording " + id + " does not open: the region's key is another than the one it was"
                            + " made under, or the row was changed. Put the region's key of that time back.",
                    e);
        }
    }
}
