package dev.berth.hypervisor.simulated;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws what a simulated machine's console shows: a desktop with a window, in colours of that boot's own. */
final class SimulatedScreen {

    private static final int WIDTH = 1024;
    private static final int HEIGHT = 768;
    private static final int BAR = 36;
    private static final float DEGREES = 360f;

    private SimulatedScreen() {}

    static byte[] png(UUID memory) {
        float hue = Math.floorMod(memory.hashCode(), (int) DEGREES) / DEGREES;
        var picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        var pen = picture.createGraphics();
        pen.setPaint(new GradientPaint(
                0, 0, Color.getHSBColor(hue, 0.5f, 0.6f), WIDTH, HEIGHT, Color.getHSBColor(hue, 0.7f, 0.25f)));
        pen.fillRect(0, 0, WIDTH, HEIGHT);
        pen.setPaint(new Color(0x20, 0x24, 0x2b));
        pen.fillRect(0, HEIGHT - BAR, WIDTH, BAR);
        pen.setPaint(new Color(0xf4, 0xf5, 0xf7));
        pen.fillRect(WIDTH / 5, HEIGHT / 6, WIDTH / 2, HEIGHT / 2);
        pen.setPaint(Color.getHSBColor(hue, 0.3f, 0.9f));
        pen.fillRect(WIDTH / 5, HEIGHT / 6, WIDTH / 2, BAR);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("A picture could not be written to memory.", e);
        }
        return bytes.toByteArray();
    }
}
