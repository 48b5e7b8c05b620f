package dev.berth.gateway.guacd;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * The size of an encoded image and the head of it, enough to tell a picture from a blank without decoding pixels.
 *
 * <p>A PNG of one colour packs to about a thousandth of its raw size, deflate's limit being 1,032 to 1; one with a line
 * of text or a panel takes several times that. guacd chooses JPEG and WebP only for areas of many colours, so there the
 * area is judged by the length: a bit a pixel.
 */
final class ImageSample {

    /** Enough for a PNG's header and palette's length, and for a JPEG's tables and frame header, as guacd writes them. */
    private static final int HEAD_CHARACTERS = 256;

    private static final int PNG_SIZE_END = 24;
    private static final int PNG_PALETTE_END = 41;
    private static final int JPEG_BASELINE = 0xffc0;
    private static final int JPEG_PROGRESSIVE = 0xffc2;
    private static final int JPEG_FRAME_SIZE_END = 9;
    private static final int LOSSY_PIXELS_PER_BYTE = 8;
    private static final long LARGEST_AREA = 1L << 32;
    private static final int DEFLATE_LIMIT = 1_032;

    /** Signature, IHDR and IEND with their lengths, types and checksums; IDAT's own. */
    private static final int PNG_FRAME_BYTES = 8 + 25 + 12 + 12;

    /** zlib's header, checksum and block header, and a filter byte's worth of noise. */
    private static final int DEFLATE_FRAME_BYTES = 64;

    private final boolean png;
    private final byte[] head = new byte[HEAD_CHARACTERS];
    private int headLength;
    private long characters;

    ImageSample(String mimetype) {
        png = mimetype.equals("image/png");
    }

    void add(InstructionScanner blob, int element) {
        if (element >= blob.elements()) {
            return;
        }
        int length = blob.to(element) - blob.from(element);
        int copied = Math.min(length, HEAD_CHARACTERS - headLength);
        System.arraycopy(blob.bytes(), blob.from(element), head, headLength, copied);
        headLength += copied;
        characters += length;
    }

    /** The pixels that the image covers, blank or not; 0 if it says no size. */
    long area() {
        ByteBuffer start = start();
        if (png) {
            return start.limit() < PNG_SIZE_END ? 0 : product(start.getInt(16), start.getInt(20));
        }
        for (int at = 0; at + JPEG_FRAME_SIZE_END <= start.limit(); at++) {
            int marker = start.getShort(at) & 0xffff;
            if (marker >= JPEG_BASELINE && marker <= JPEG_PROGRESSIVE) {
                return product(start.getShort(at + 5) & 0xffff, start.getShort(at + 7) & 0xffff);
            }
        }
        return bytes() * LOSSY_PIXELS_PER_BYTE;
    }

    /** The pixels of the image, 0 if it is blank or none. */
    long picturedArea() {
        if (!png) {
            return bytes() * LOSSY_PIXELS_PER_BYTE;
        }
        ByteBuffer start = start();
        if (start.limit() < PNG_PALETTE_END) {
            return 0;
        }
        long area = area();
        boolean picture = bytes() - PNG_FRAME_BYTES - paletteBytes(start) > 2 * blankBytes(area, start);
        return picture ? area : 0;
    }

    private long bytes() {
        return characters * 3 / 4;
    }

    /** The first bytes of the image; none where the guest's text is no base64. */
    private ByteBuffer start() {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(Arrays.copyOf(head, headLength / 4 * 4)));
        } catch (IllegalArgumentException noBase64) {
            return ByteBuffer.allocate(0);
        }
    }

    private static long product(int width, int height) {
        long area = Math.max(0L, width) * Math.max(0L, height);
        return area <= LARGEST_AREA ? area : 0;
    }

    private static long blankBytes(long area, ByteBuffer png) {
        int channels = switch (png.get(25)) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        return area * channels * png.get(24) / 8 / DEFLATE_LIMIT + DEFLATE_FRAME_BYTES;
    }

    private static int paletteBytes(ByteBuffer png) {
        boolean palette = png.getInt(37) == 0x504c_5445;
        return palette ? 12 + (png.getInt(33) & 0xfff) : 0;
    }
}
