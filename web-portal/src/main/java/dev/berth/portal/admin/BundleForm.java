package dev.berth.portal.admin;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleSpec;
import dev.berth.broker.catalog.ClipboardPolicy;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.Storage;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A bundle as it was typed; it is read strictly by {@link #spec()}. */
public record BundleForm(
        String name,
        String description,
        String imageVersion,
        String vcpus,
        String memoryMib,
        String rootVolumeMib,
        String userVolumeMib,
        RunningMode mode,
        String autoStopMinutes,
        String network,
        @Nullable String hostname,
        @Nullable String copyOut,
        @Nullable String pasteIn,
        @Nullable String showsDesktop,
        long revision) {

    static final Set<String> FIELDS = Set.of(
            "name",
            "description",
            "imageVersion",
            "vcpus",
            "memoryMib",
            "rootVolumeMib",
            "userVolumeMib",
            "autoStopMinutes",
            "network",
            "hostname");

    private static final String ON = "on";

    /** What a new bundle starts from. */
    static BundleForm fresh() {
        return new BundleForm(
                "", "", "", "2", "2048", "20480", "10240", RunningMode.AUTO_STOP, "60", "isolated", "", ON, ON, ON, 0);
    }

    static BundleForm of(Bundle bundle) {
        BundleSpec spec = bundle.spec();
        return new BundleForm(
                spec.name(),
                spec.description(),
                spec.imageVersion().value().toString(),
                Integer.toString(spec.compute().vcpus()),
                Integer.toString(spec.compute().memoryMib()),
                Long.toString(spec.storage().rootVolumeMib()),
                Long.toString(spec.storage().userVolumeMib()),
                spec.running().mode(),
                Integer.toString(spec.running().autoStopMinutes()),
                spec.network(),
                spec.hostname(),
                spec.clipboard().copyOut() ? ON : null,
                spec.clipboard().pasteIn() ? ON : null,
                spec.showsDesktop() ? ON : null,
                bundle.revision());
    }

    BundleSpec spec() {
        return new BundleSpec(
                name,
                description,
                new ImageVersionId(version()),
                new Compute(Problems.whole("vcpus", vcpus), Problems.whole("memoryMib", memoryMib)),
                new Storage(
                        Problems.whole("rootVolumeMib", rootVolumeMib), Problems.whole("userVolumeMib", userVolumeMib)),
                new RunningPolicy(mode, Problems.whole("autoStopMinutes", autoStopMinutes)),
                network,
                new ClipboardPolicy(copyOut != null, pasteIn != null),
                showsDesktop != null,
                hostname);
    }

    private UUID version() {
        try {
            return UUID.fromString(imageVersion);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "imageVersion is '%s'; allowed is one of the published image versions.".formatted(imageVersion), e);
        }
    }
}
