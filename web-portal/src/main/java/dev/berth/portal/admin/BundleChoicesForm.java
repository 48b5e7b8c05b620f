package dev.berth.portal.admin;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.selfservice.BundleBounds;
import dev.berth.broker.selfservice.BundleBoundsBook;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people may choose for their own desktops of a bundle, as it was typed.
 *
 * @param sizes {@code 2x4096, 4x8192}; empty for those that a person's bundles have
 * @param modes null or empty for all
 */
public record BundleChoicesForm(
        String sizes,
        @Nullable List<RunningMode> modes,
        String mostAutoStopMinutes,
        String mostUserVolumeMib,
        long revision) {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,3})x(\\d{1,7})");

    static BundleChoicesForm of(BundleBoundsBook.Kept kept) {
        BundleBounds bounds = kept.bounds();
        return new BundleChoicesForm(
                bounds.sizes() == null
                        ? ""
                        : bounds.sizes().stream()
                                .map(size -> size.vcpus() + "x" + size.memoryMib())
                                .collect(Collectors.joining(", ")),
                bounds.modes(),
                bounds.mostAutoStopMinutes() == null
                        ? ""
                        : bounds.mostAutoStopMinutes().toString(),
                bounds.mostUserVolumeMib() == null
                        ? ""
                        : bounds.mostUserVolumeMib().toString(),
                kept.revision());
    }

    BundleBounds bounds() {
        return new BundleBounds(
                sizes.isBlank()
                        ? null
                        : Arrays.stream(sizes.strip().split("\\s*,\\s*"))
                                .map(BundleChoicesForm::size)
                                .toList(),
                modes == null || modes.isEmpty() ? null : modes,
                mostAutoStopMinutes.isBlank() ? null : Problems.whole("mostAutoStopMinutes", mostAutoStopMinutes),
                mostUserVolumeMib.isBlank() ? null : (long) Problems.whole("mostUserVolumeMib", mostUserVolumeMib));
    }

    private static Compute size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException(
                    "sizes has '" + text + "'; allowed are sizes such as 2x4096, of vCPUs and MiB, between commas.");
        }
        return new Compute(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
    }
}
