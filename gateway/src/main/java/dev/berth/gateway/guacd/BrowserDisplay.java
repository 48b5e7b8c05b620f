package dev.berth.gateway.guacd;

import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a browser tells of itself when it connects: the only things of a browser's that guacd is told.
 *
 * @param width of the remote desktop, in its own pixels
 * @param height of the remote desktop, in its own pixels
 * @param dpi of the remote desktop
 * @param timezone none where the browser's is not in this tz database: the guest then keeps its own
 * @param imageTypes what the browser can draw
 */
public record BrowserDisplay(int width, int height, int dpi, Optional<ZoneId> timezone, List<String> imageTypes) {

    private static final int LEAST_SIDE = 200;
    private static final int LARGEST_SIDE = 8_192;
    private static final List<String> IMAGE_TYPES = List.of("image/png", "image/jpeg", "image/webp");

    public BrowserDisplay {
        requireWithin("width", width, LEAST_SIDE, LARGEST_SIDE);
        requireWithin("height", height, LEAST_SIDE, LARGEST_SIDE);
        requireWithin("dpi", dpi, 48, 480);
        imageTypes = List.copyOf(imageTypes);
        if (imageTypes.isEmpty() || !IMAGE_TYPES.containsAll(imageTypes)) {
            throw new IllegalArgumentException("images is '%s'; allowed are %s."
                    .formatted(String.join(",", imageTypes), String.join(", ", IMAGE_TYPES)));
        }
    }

    /** Reads what came with a request; a value that is missing is empty. */
    public static BrowserDisplay of(String width, String height, String dpi, String timezone, String imageTypes) {
        Set<String> images = new LinkedHashSet<>(List.of(imageTypes.split(",", 8)));
        return new BrowserDisplay(
                number("width", width),
                number("height", height),
                number("dpi", dpi),
                ZoneId.getAvailableZoneIds().contains(timezone) ? Optional.of(ZoneId.of(timezone)) : Optional.empty(),
                List.copyOf(images));
    }

    /** Whether a remote desktop may be this many pixels wide or high. */
    public static boolean isSide(long pixels) {
        return pixels >= LEAST_SIDE && pixels <= LARGEST_SIDE;
    }

    private static int number(String name, String value) {
        if (value.isEmpty() || value.length() > 5 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("%s is '%s'; allowed is a whole number.".formatted(name, shown(value)));
        }
        return Integer.parseInt(value);
    }

    private static void requireWithin(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s is %d; allowed are %d to %d.".formatted(name, value, least, most));
        }
    }

    private static String shown(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }
}
