package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.maintenance.RolloutSpec;
import dev.berth.broker.update.UpdateChoice;
import dev.berth.broker.update.UpdateSpec;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A roll-out as it was typed; it is read strictly by {@link #spec}. */
public record RolloutForm(
        String name,
        @Nullable String bundle,
        @Nullable String choice,
        @Nullable String approved,
        String canaryPercent,
        String atOnce,
        String perHost,
        String failurePercent,
        String turnMinutes,
        @Nullable String noticeMinutes) {

    static final Set<String> FIELDS = Set.of(
            "name",
            "bundle",
            "choice",
            "approved",
            "canaryPercent",
            "atOnce",
            "perHost",
            "failurePercent",
            "turnMinutes",
            "noticeMinutes");

    static RolloutForm fresh() {
        return new RolloutForm("", "", "", "", "10", "10", "4", "10", "60", "0");
    }

    RolloutSpec spec() {
        return new RolloutSpec(
                name,
                Problems.whole("canaryPercent", canaryPercent),
                Problems.whole("atOnce", atOnce),
                Problems.whole("perHost", perHost),
                Problems.whole("failurePercent", failurePercent),
                Problems.whole("turnMinutes", turnMinutes),
                updates(),
                Problems.whole("noticeMinutes", noticeMinutes == null ? "0" : noticeMinutes));
    }

    /** Null for all desktops. */
    @Nullable
    BundleId toBundle() {
        if (bundle == null || bundle.isEmpty()) {
            return null;
        }
        try {
            return new BundleId(UUID.fromString(bundle));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bundle is '" + bundle + "'; allowed is the id of a bundle.", e);
        }
    }

    private @Nullable UpdateSpec updates() {
        if (choice == null || choice.isEmpty()) {
            return null;
        }
        try {
            return new UpdateSpec(UpdateChoice.valueOf(choice), UpdateSpec.names(approved == null ? "" : approved));
        } catch (IllegalArgumentException e) {
            throw String.valueOf(e.getMessage()).startsWith("approved")
                    ? e
                    : new IllegalArgumentException(
                            "choice is '" + choice + "'; allowed are ALL, SECURITY, NONE, or nothing.", e);
        }
    }
}
