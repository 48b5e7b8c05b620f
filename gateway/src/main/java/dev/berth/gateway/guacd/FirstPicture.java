package dev.berth.gateway.guacd;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells when the first picture of the desktop or application itself is complete, by watching what guacd sends.
 *
 * <p>A picture is an image that is not blank on layer 0, the desktop's own layer, or one in another layer that is copied
 * there; it has at least {@value #LEAST_AREA} pixels where its size is known. What does not count: a cursor (it is
 * drawn in a layer of its own and never copied to layer 0), filled rectangles, and an image of one colour, which
 * {@link ImageSample} knows by how small it packs. The picture is complete with the {@code sync} that ends its frame.
 */
public final class FirstPicture {

    /** One tile of 64 by 64, the smallest that guacd's display divides a screen into. */
    static final int LEAST_AREA = 64 * 64;

    private final Map<Long, ImageSample> open = new HashMap<>();
    private final Map<Long, Long> layers = new HashMap<>();
    private final Set<Long> pictured = new HashSet<>();
    private boolean shown;
    private boolean drawn;

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
        } else if (opcode == Opcode.SYNC && drawn) {
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
        if (image != null && layer != null && image.isPicture()) {
            if (layer == 0) {
                drawn = true;
            } else {
                pictured.add(layer);
            }
        }
    }

    private void copied(InstructionScanner copy) {
        long area = copy.number(4) * copy.number(5);
        if (copy.number(7) == 0 && area >= LEAST_AREA && pictured.contains(copy.number(1))) {
            drawn = true;
        }
    }
}
