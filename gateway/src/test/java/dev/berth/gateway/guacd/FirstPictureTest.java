package dev.berth.gateway.guacd;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FirstPictureTest {

    private static final String SYNC = "4.sync,4.1234;";

    @Test
    void aDesktopIsAPictureOnceItsFrameEnds() throws Exception {
        String image = image(0, desktop(1024, 768));
        assertThat(completedAt(image + SYNC)).isEqualTo(1);
        assertThat(completedAt(image)).isZero();
    }

    @Test
    void anApplicationThatShowsOneLineOfTextIsAPicture() throws Exception {
        assertThat(completedAt(image(0, terminal(484, 316)) + SYNC)).isEqualTo(1);
    }

    @Test
    void bandsOfAScreenAreAPictureWhenThereAreEnough() throws Exception {
        String band = image(0, desktop(1280, 8)) + SYNC;
        assertThat(completedAt(band.repeat(3))).isZero();
        assertThat(completedAt(band.repeat(5))).isEqualTo(4);
    }

    @Test
    void aStripOfTheScreenIsNoPicture() throws Exception {
        String screen = "4.size,1.0,4.1280,3.768;";
        String strip = image(0, desktop(1280, 64)) + SYNC;
        assertThat(completedAt(screen + strip.repeat(5))).isZero();
        assertThat(completedAt(screen + strip.repeat(6))).isEqualTo(7);
        assertThat(completedAt(screen
                        + strip
                        + (image(0, blank(1280, 64, BufferedImage.TYPE_INT_RGB)) + SYNC).repeat(5)))
                .isEqualTo(7);
    }

    @Test
    void blanksCursorsAndRectanglesAreNone() throws Exception {
        String cursor = image(-1, desktop(32, 32)) + "6.cursor,1.0,1.0,2.-1,1.0,1.0,2.32,2.32;";
        String rectangle = "4.rect,1.0,1.0,1.0,4.1024,3.768;5.cfill,2.14,1.0,2.60,2.90,3.120,3.255;";
        String blanks = image(0, blank(1024, 768, BufferedImage.TYPE_INT_RGB))
                + image(0, blank(1920, 1080, BufferedImage.TYPE_INT_ARGB))
                + image(0, blank(800, 600, BufferedImage.TYPE_BYTE_BINARY));
        String tiny = image(0, desktop(40, 40));
        assertThat(completedAt(cursor + SYNC + rectangle + SYNC + blanks + SYNC + tiny + SYNC))
                .isZero();
    }

    @Test
    void aPictureThatComesByWayOfABufferCountsWhenItIsCopiedToTheDesktop() throws Exception {
        String buffered = image(-3, desktop(640, 480));
        assertThat(completedAt(buffered + SYNC)).isZero();
        assertThat(completedAt(buffered + "4.copy,2.-3,1.0,1.0,3.640,3.480,2.14,1.0,1.0,1.0;" + SYNC))
                .isEqualTo(2);
        assertThat(completedAt(buffered + "4.copy,2.-4,1.0,1.0,3.640,3.480,2.14,1.0,1.0,1.0;" + SYNC))
                .isZero();
    }

    @Test
    void whatIsNoPngThoughItSaysSoIsNone() throws Exception {
        String text = "A".repeat(4000) + "!!";
        assertThat(completedAt("3.img,1.1,2.14,1.0,9.image/png,1.0,1.0;4.blob,1.1,4.!!!!;3.end,1.1;" + SYNC))
                .isZero();
        assertThat(completedAt("3.img,1.1,2.14,1.0,9.image/png,1.0,1.0;4.blob,1.1,4002." + text + ";3.end,1.1;" + SYNC))
                .isZero();
    }

    /** The number of the instruction that completed it, counted from 1 after images; 0 if none did. */
    private static int completedAt(String stream) throws Exception {
        byte[] bytes = stream.getBytes(StandardCharsets.US_ASCII);
        InstructionScanner scanner = new InstructionScanner(32 * 1024);
        FirstPicture picture = new FirstPicture();
        int others = 0;
        while (scanner.next(bytes, bytes.length)) {
            Opcode opcode = scanner.opcode();
            if (opcode != Opcode.IMG && opcode != Opcode.BLOB && opcode != Opcode.END) {
                others++;
            }
            if (picture.completedBy(scanner, opcode)) {
                assertThat(picture.shown()).isTrue();
                return others;
            }
        }
        return 0;
    }

    private static String image(int layer, BufferedImage image) throws IOException {
        byte[] png = image.getType() == BufferedImage.TYPE_BYTE_BINARY ? twoColourPng(image) : png(image);
        String text = Base64.getEncoder().encodeToString(png);
        String index = Integer.toString(layer);
        StringBuilder stream =
                new StringBuilder("3.img,1.1,2.14,%d.%s,9.image/png,1.0,1.0;".formatted(index.length(), index));
        for (int from = 0; from < text.length(); from += 8064) {
            String part = text.substring(from, Math.min(text.length(), from + 8064));
            stream.append("4.blob,1.1,")
                    .append(part.length())
                    .append('.')
                    .append(part)
                    .append(';');
        }
        return stream.append("3.end,1.1;").toString();
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    /** As guacd does it for two colours: a palette and one bit a pixel. ImageIO packs such an image badly. */
    private static byte[] twoColourPng(BufferedImage image) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(pixels)) {
            for (int y = 0; y < image.getHeight(); y++) {
                deflated.write(0);
                for (int x = 0; x < image.getWidth(); x += 8) {
                    int eight = 0;
                    for (int bit = 0; bit < 8 && x + bit < image.getWidth(); bit++) {
                        eight |= (image.getRGB(x + bit, y) & 1) << (7 - bit);
                    }
                    deflated.write(eight);
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream png = new DataOutputStream(bytes);
        png.writeLong(0x8950_4e47_0d0a_1a0aL);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(image.getWidth()).putInt(image.getHeight());
        chunk(png, "IHDR", header.put((byte) 1).put((byte) 3).array());
        chunk(png, "PLTE", new byte[] {0, 0, 0, -1, -1, -1});
        chunk(png, "IDAT", pixels.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream png, String type, byte[] data) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(type.getBytes(StandardCharsets.US_ASCII));
        sum.update(data);
        png.writeInt(data.length);
        png.writeBytes(type);
        png.write(data);
        png.writeInt((int) sum.getValue());
    }

    private static BufferedImage blank(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(type == BufferedImage.TYPE_BYTE_BINARY ? Color.WHITE : new Color(40, 60, 90));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    private static BufferedImage terminal(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
        for (int glyph = 0; glyph < 14; glyph++) {
            for (int y = 0; y < 13; y++) {
                int row = (glyph * 7919 + y * 104_729) >> 3;
                for (int x = 0; x < 6; x++) {
                    if ((row >> x & 1) == 1) {
                        image.setRGB(2 + glyph * 6 + x, 2 + y, 0xffffff);
                    }
                }
            }
        }
        return image;
    }

    private static BufferedImage desktop(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (x * 255 / width) << 16 | (y * 255 / height) << 8 | ((x * y) & 0x3f));
            }
        }
        return image;
    }
}
