package dev.berth.broker.desktop;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import org.jspecify.annotations.Nullable;

/**
 * Which desktops are wanted; null leaves that part open. Terminated ones are listed only when asked for by state, and
 * instances of fleets never: they are nobody's desktops.
 *
 * @param text part of the person's account or display name, of the bundle's name, or of the hostname
 */
public record DesktopFilter(
        @Nullable String text,
        @Nullable DesktopState state,
        @Nullable PersonId person,
        @Nullable BundleId bundle,
        @Nullable HostId host) {

    public static final DesktopFilter ALL = new DesktopFilter(null, null, null, null, null);
}
