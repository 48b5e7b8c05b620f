package dev.berth.broker.selfservice;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an admin lets people choose for their own desktops of a bundle. What is null is not bounded by the bundle: then
 * sizes are those of the bundles that a person is entitled to, and the settings' bounds hold.
 *
 * @param sizes the only ones that may be chosen
 * @param modes the only ones that may be chosen
 * @param mostAutoStopMinutes the longest that AUTO_STOP may wait
 * @param mostUserVolumeMib how large people may make their volume; the setting counts where it is less
 */
public record BundleBounds(
        @Nullable List<Compute> sizes,
        @Nullable List<RunningMode> modes,
        @Nullable Integer mostAutoStopMinutes,
        @Nullable Long mostUserVolumeMib) {

    /** Where an admin has not said anything. */
    public static final BundleBounds NONE = new BundleBounds(null, null, null, null);

    private static final int MOST_SIZES = 50;
    private static final int MOST_MINUTES = 43_200;
    private static final long LEAST_MIB = 16;

    public BundleBounds {
        sizes = sizes == null ? null : sizes.stream().distinct().toList();
        modes = modes == null ? null : modes.stream().distinct().sorted().toList();
        if (sizes != null && sizes.size() > MOST_SIZES) {
            throw new IllegalArgumentException(
                    "sizes has " + sizes.size() + " entries; allowed are at most " + MOST_SIZES + ".");
        }
        if (mostAutoStopMinutes != null && (mostAutoStopMinutes < 1 || mostAutoStopMinutes > MOST_MINUTES)) {
            throw new IllegalArgumentException("mostAutoStopMinutes is " + mostAutoStopMinutes + "; allowed are 1 to "
                    + MOST_MINUTES + " minutes.");
        }
        if (mostUserVolumeMib != null && mostUserVolumeMib < LEAST_MIB) {
            throw new IllegalArgumentException(
                    "mostUserVolumeMib is " + mostUserVolumeMib + "; allowed are " + LEAST_MIB + " MiB and more.");
        }
    }
}
