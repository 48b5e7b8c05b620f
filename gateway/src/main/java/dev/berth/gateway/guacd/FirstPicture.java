package dev.berth.gateway.guacd;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells when the first picture of the desktop or application itself is complete, by watching what guacd sends.
 *
 * <p>It is there when images have covered half of layer 0, the desktop's own layer, and those of them that are not blank
 * {@value #LEAST_AREA} pixels, directly or by a copy from another layer: guests send a screen in bands, from a slow one
 * a person would see a strip. What does not count: a cursor (it is drawn in a layer of its own and never copied to layer
 * 0) and filled rectangles. An image of one colour, which {@link ImageSample} knows by how small it packs, covers, but is
 * no picture. The picture is complete with the {@code sync} that ends its frame.
 */
public final class FirstPicture {

    /** The smallest desktop that guacd makes, 200 by 200, and less than a small application's window. */
    static final int LEAST_AREA = 200 * 200;

    private static final long LARGEST_SIDE = 1 << 16;

    private final Map<Long, ImageSample> open = new HashMap<>();
    private final Map<Long, Long> layers = new HashMap<>();
    private final Set<Long> pictured = new HashSet<>();
    private boolean shown;
    private long drawn;
    private long covered;
    private long screen;

    /** Whether the picture was complete before this call; nothing is left to watch then. */
    public boolean shown() {
        return shown;
    }

    /**
     * Looks at one instruction.
     *
     * @return true for the one {@code sync} that completes the first picture
     */
    public boolean completedBy(InstructionScanner instruction, Opcode opcode) {
        if (shown) {
            return false;
        }
        if (opcode == Opcode.IMG) {
            open.put(instruction.number(1), new ImageSample(instruction.text(4)));
            layers.put(instruction.number(1), instruction.number(3));
        } else if (opcode == Opcode.BLOB) {
            ImageSample image = open.get(instruction.number(1));
            if (image != null) {
                image.add(instruction, 2);
            }
        } else if (opcode == Opcode.END) {
            ended(instruction.number(1));
        } else if (opcode == Opcode.COPY) {
            copied(instruction);
        } else if (opcode == Opcode.SIZE && instruction.number(1) == 0) {
            screen = side(instruction.number(2)) * side(instruction.number(3));
        } else if (opcode == Opcode.SYNC && drawn >= LEAST_AREA && covered * 2 >= screen) {
            shown = true;
            open.clear();
            layers.clear();
            pictured.clear();
        }
        return shown;
    }

    private void ended(long stream) {
        ImageSample image = open.remove(stream);
        Long layer = layers.remove(stream);
        long area = image == null ? 0 : image.picturedArea();
        if (image != null && layer != null && layer == 0) {
            covered += Math.max(area, image.area());
        }
        if (layer != null && area > 0) {
            if (layer == 0) {
                drawn += area;
            } else {
                pictured.add(layer);
            }
        }
    }

    private void copied(InstructionScanner copy) {
        if (copy.number(7) == 0 && pictured.contains(copy.number(1))) {
            long area = side(copy.number(4)) * side(copy.number(5));
            drawn += area;
            covered += area;
        }
    }

    private static long side(long pixels) {
        return Math.clamp(pixels, 0, LARGEST_SIDE);
    }
}
