package dev.berth.gateway.record;

import dev.berth.broker.recording.RecordingId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM over the chunks of one recording. The chunk's number is its nonce, which is right because a key is of one
 * recording and numbers are not used twice; recording, number and whether it is the last one are authenticated with it,
 * so that no chunk passes for another, in this recording or elsewhere. Not for several threads.
 */
final class ChunkCipher {

    static final byte[] MAGIC = "BERTHREC".getBytes(StandardCharsets.US_ASCII);
    static final byte VERSION = 1;
    static final int HEADER_BYTES = MAGIC.length + 1 + 16;

    /** Of a chunk's own head: length of what follows, and whether it is the last. */
    static final int CHUNK_HEAD_BYTES = Integer.BYTES + 1;

    private static final int TAG_BITS = 128;

    private final RecordingId id;
    private final SecretKeySpec key;
    private final Cipher cipher;

    ChunkCipher(RecordingId id, byte[] key) {
        this.id = id;
        this.key = new SecretKeySpec(key, "AES");
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no AES/GCM, which every Java must have", e);
        }
    }

    byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(MAGIC)
                .put(VERSION)
                .put(id.bytes())
                .array();
    }

    byte[] seal(long number, boolean last, byte[] plain, int length) {
        try {
            begin(Cipher.ENCRYPT_MODE, number, last);
            return cipher.doFinal(plain, 0, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Chunk " + number + " of recording " + id + " cannot be encrypted", e);
        }
    }

    /** Empty when the chunk is not what was sealed under this number. */
    Optional<byte[]> open(long number, boolean last, byte[] sealed) {
        try {
            begin(Cipher.DECRYPT_MODE, number, last);
            return Optional.of(cipher.doFinal(sealed));
        } catch (AEADBadTagException changed) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Chunk " + number + " of recording " + id + " cannot be decrypted", e);
        }
    }

    private void begin(int mode, long number, boolean last) throws GeneralSecurityException {
        byte[] nonce =
                ByteBuffer.allocate(12).putInt(last ? 1 : 0).putLong(number).array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header());
        cipher.updateAAD(nonce);
    }
}
