package dev.berth.portal.api;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.fleet.Bounds;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.FleetMode;
import dev.berth.broker.fleet.FleetSpec;
import dev.berth.broker.fleet.FleetUse;
import dev.berth.broker.fleet.ScheduleRow;
import dev.berth.broker.fleet.SessionLimits;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A fleet in the API. */
record FleetResource(
        UUID id,
        UUID bundle,
        FleetMode mode,
        int least,
        int most,
        String zone,
        List<Row> schedule,
        int sessionMinutes,
        int disconnectMinutes,
        int idleMinutes,
        boolean keepsHome,
        boolean enabled,
        int desired,
        String desiredBecause,
        int serving,
        int free,
        int coming,
        int failed,
        long revision) {

    /**
     * From this time of these days on, these bounds hold, until another row's time comes.
     *
     * @param at by the clock of the fleet's zone, such as 08:30
     */
    record Row(Set<DayOfWeek> days, String at, int least, int most) {

        ScheduleRow spec() {
            try {
                return new ScheduleRow(days, LocalTime.parse(at), least, most);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("at is '" + at + "'; allowed are times such as 08:30.", e);
            }
        }
    }

    /**
     * A fleet as it is to be.
     *
     * @param bundle what its instances are made of; stays what it was
     * @param least instances, those that serve counted, where the schedule says nothing else
     * @param zone of the tz database
     * @param sessionMinutes how long a session may last
     * @param disconnectMinutes how long it goes on without a connection
     * @param idleMinutes how long without keyboard, mouse or touch; 0 for as long as one likes
     * @param keepsHome whether people find their home again in the next session; not without it
     * @param enabled on without it
     */
    record WantedFleet(
            UUID bundle,
            FleetMode mode,
            int least,
            int most,
            String zone,
            @Nullable List<Row> schedule,
            int sessionMinutes,
            int disconnectMinutes,
            int idleMinutes,
            @Nullable Boolean keepsHome,
            @Nullable Boolean enabled) {

        FleetSpec spec() {
            return new FleetSpec(
                    new BundleId(bundle),
                    mode,
                    new Bounds(least, most),
                    zoneId(),
                    (schedule == null ? List.<Row>of() : schedule)
                            .stream().map(Row::spec).toList(),
                    new SessionLimits(sessionMinutes, disconnectMinutes, idleMinutes),
                    Boolean.TRUE.equals(keepsHome));
        }

        boolean on() {
            return enabled == null || enabled;
        }

        private ZoneId zoneId() {
            try {
                return ZoneId.of(zone);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "zone is '" + zone + "'; allowed are zones of the tz database such as Europe/Berlin.", e);
            }
        }
    }

    static FleetResource of(Fleet fleet, FleetUse use) {
        FleetSpec spec = fleet.spec();
        return new FleetResource(
                fleet.id().value(),
                spec.bundle().value(),
                spec.mode(),
                spec.bounds().least(),
                spec.bounds().most(),
                spec.zone().getId(),
                spec.schedule().stream()
                        .map(row -> new Row(new TreeSet<>(row.days()), row.at().toString(), row.least(), row.most()))
                        .toList(),
                spec.limits().session(),
                spec.limits().disconnect(),
                spec.limits().idle(),
                spec.keepsHome(),
                fleet.enabled(),
                fleet.scaling().desired(),
                fleet.scaling().why(),
                use.serving(),
                use.free(),
                use.coming(),
                use.failed(),
                fleet.revision());
    }
}
