package dev.berth.broker.catalog;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an admin says of a bundle.
 *
 * @param network {@code isolated}, or the name of a libvirt network
 * @param showsDesktop whether it is offered as a desktop, not only through its applications
 * @param hostname what its desktops are called, as a {@link HostnamePattern}; null for the region's pattern
 */
public record BundleSpec(
        String name,
        String description,
        ImageVersionId imageVersion,
        Compute compute,
        Storage storage,
        RunningPolicy running,
        String network,
        ClipboardPolicy clipboard,
        boolean showsDesktop,
        @Nullable String hostname) {

    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");

    public BundleSpec {
        name = Field.line("name", name, 100);
        description = Field.text("description", description, 1_000);
        Field.matching(
                "network",
                network,
                NETWORK,
                "'isolated' or a network's name, 1 to 50 of letters, digits, '.', '_', '-'");
        hostname = hostname == null || hostname.isBlank() ? null : new HostnamePattern(hostname).text();
    }

    /** One whose desktops are called by the region's pattern. */
    public BundleSpec(
            String name,
            String description,
            ImageVersionId imageVersion,
            Compute compute,
            Storage storage,
            RunningPolicy running,
            String network,
            ClipboardPolicy clipboard,
            boolean showsDesktop) {
        this(name, description, imageVersion, compute, storage, running, network, clipboard, showsDesktop, null);
    }

    /** The same of another image version. */
    public BundleSpec of(ImageVersionId version) {
        return new BundleSpec(
                name, description, version, compute, storage, running, network, clipboard, showsDesktop, hostname);
    }
}
