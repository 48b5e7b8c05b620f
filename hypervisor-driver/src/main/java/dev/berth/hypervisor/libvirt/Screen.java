package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Turns what a host calls a screenshot into a PNG. Sizes are the guest's to choose, so they are checked before any is believed. */
final class Screen {

    /** An uncompressed picture of the largest size, and some. */
    static final int MOST_BYTES = 128 * 1024 * 1024;

    private static final int MOST_SIDE = 16_384;
    private static final long MOST_PIXELS = 36_000_000;
    private static final int CHANNELS = 3;
    private static final int FULL = 255;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private Screen() {}

    static byte[] png(byte[] picture) {
        try {
            return write(Arrays.equals(Arrays.copyOf(picture, PNG.length), PNG) ? readPng(picture) : readPpm(picture));
        } catch (IOException e) {
            throw new HypervisorException("The machine's screenshot can not be read. Take another.", e);
        }
    }

    private static BufferedImage readPng(byte[] picture) throws IOException {
        var reader = ImageIO.getImageReadersByFormatName("png").next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))) {
            reader.setInput(in, true, true);
            requireSize(reader.getWidth(0), reader.getHeight(0));
            return reader.read(0);
        } catch (RuntimeException e) {
            throw new IOException("It is no PNG.", e);
        } finally {
            reader.dispose();
        }
    }

    /** A binary portable pixmap: {@code P6}, width, height, 255, one white space, then three bytes a pixel. */
    private static BufferedImage readPpm(byte[] picture) throws IOException {
        var in = new ByteArrayInputStream(picture);
        if (in.read() != 'P' || in.read() != '6') {
            throw new IOException("It is neither PNG nor PPM.");
        }
        int width = number(in);
        int height = number(in);
        int most = number(in);
        requireSize(width, height);
        if (most != FULL) {
            throw new IOException("Its colours go to " + most + "; known is " + FULL + ".");
        }
        var pixels = in.readNBytes(width * height * CHANNELS);
        if (pixels.length < width * height * CHANNELS) {
            throw new IOException("It is cut off.");
        }
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += CHANNELS) {
                image.setRGB(x, y, (pixels[at] & FULL) << 16 | (pixels[at + 1] & FULL) << 8 | pixels[at + 2] & FULL);
            }
        }
        return image;
    }

    private static int number(ByteArrayInputStream in) throws IOException {
        int next = in.read();
        while (next == '#' || Character.isWhitespace(next)) {
            while (next == '#') {
                int skipped = in.read();
                next = skipped == '\n' || skipped < 0 ? skipped : '#';
            }
            next = next < 0 ? next : in.read();
        }
        int number = 0;
        for (; next >= '0' && next <= '9'; next = in.read()) {
            number = number * 10 + next - '0';
            if (number > MOST_SIDE) {
                throw new IOException("It has a number over " + MOST_SIDE + " in its head.");
            }
        }
        if (!Character.isWhitespace(next)) {
            throw new IOException("Its head is damaged.");
        }
        return number;
    }

    private static void requireSize(int width, int height) throws IOException {
        if (width < 1 || height < 1 || width > MOST_SIDE || height > MOST_SIDE || (long) width * height > MOST_PIXELS) {
            throw new IOException("It is " + width + " by " + height + "; allowed are 1 to " + MOST_SIDE
                    + " a side and " + MOST_PIXELS + " pixels.");
        }
    }

    private static byte[] write(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        }
        return bytes.toByteArray();
    }
}
