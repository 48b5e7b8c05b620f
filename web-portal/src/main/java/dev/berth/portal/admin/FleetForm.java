package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.fleet.Bounds;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.FleetMode;
import dev.berth.broker.fleet.FleetSpec;
import dev.berth.broker.fleet.SessionLimits;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A fleet as it was typed; it is read strictly by {@link #spec}. */
public record FleetForm(
        String bundle,
        FleetMode mode,
        String least,
        String most,
        String zone,
        @Nullable String schedule,
        String sessionMinutes,
        String disconnectMinutes,
        String idleMinutes,
        @Nullable String keepsHome,
        @Nullable String enabled,
        long revision) {

    static final Set<String> FIELDS =
            Set.of("bundle", "least", "most", "zone", "schedule", "sessionMinutes", "disconnectMinutes", "idleMinutes");

    static FleetForm fresh(String zone) {
        return new FleetForm("", FleetMode.ALWAYS_ON, "1", "5", zone, "", "480", "15", "30", null, "on", 0);
    }

    static FleetForm of(Fleet fleet) {
        FleetSpec spec = fleet.spec();
        return new FleetForm(
                spec.bundle().toString(),
                spec.mode(),
                Integer.toString(spec.bounds().least()),
                Integer.toString(spec.bounds().most()),
                spec.zone().getId(),
                ScheduleText.of(spec.schedule()),
                Integer.toString(spec.limits().session()),
                Integer.toString(spec.limits().disconnect()),
                Integer.toString(spec.limits().idle()),
                spec.keepsHome() ? "on" : null,
                fleet.enabled() ? "on" : null,
                fleet.revision());
    }

    FleetSpec spec() {
        return new FleetSpec(
                bundleId(),
                mode,
                new Bounds(Problems.whole("least", least), Problems.whole("most", most)),
                zoneId(),
                ScheduleText.read(schedule == null ? "" : schedule),
                new SessionLimits(
                        Problems.whole("sessionMinutes", sessionMinutes),
                        Problems.whole("disconnectMinutes", disconnectMinutes),
                        Problems.whole("idleMinutes", idleMinutes)),
                keepsHome != null);
    }

    boolean on() {
        return enabled != null;
    }

    private BundleId bundleId() {
        try {
            return new BundleId(UUID.fromString(bundle));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bundle is '" + bundle + "'; allowed is one of the list.", e);
        }
    }

    private ZoneId zoneId() {
        try {
            return ZoneId.of(zone.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone is '" + zone + "'; allowed are zones of the tz database such as Europe/Berlin.", e);
        }
    }
}
