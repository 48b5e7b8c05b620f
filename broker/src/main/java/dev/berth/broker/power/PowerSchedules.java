package dev.berth.broker.power;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRecord;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.maintenance.Scope;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Power schedules, and the verbs that change them: each is audited in its transaction and names the revision that it was
 * made on. Whether the actor may do it was decided before.
 */
@Component
public class PowerSchedules {

    private static final String KIND = "power-schedule";
    private static final int TURNS_SHOWN = 14;

    private final JdbcPowerSchedules schedules;
    private final JdbcPowered powered;
    private final JdbcBundles bundles;
    private final Writing writing;

    PowerSchedules(JdbcPowerSchedules schedules, JdbcPowered powered, JdbcBundles bundles, Writing writing) {
        this.schedules = schedules;
        this.powered = powered;
        this.bundles = bundles;
        this.writing = writing;
    }

    /** How a change is made whole and written down. */
    @Component
    record Writing(ChangeRecord record, AuditLog audit, Clock clock) {}

    /** By name. */
    public List<PowerSchedule> list() {
        return schedules.list();
    }

    public Optional<PowerSchedule> find(PowerScheduleId id) {
        return schedules.find(id);
    }

    /** What came of it lately, the latest first. */
    public List<PastTurn> turns(PowerScheduleId id) {
        return powered.turns(id, TURNS_SHOWN);
    }

    /** The desktops whose guests are called so. */
    public Set<DesktopId> named(Collection<String> hostnames) {
        Map<String, DesktopId> known = powered.named(hostnames);
        Set<DesktopId> found = new HashSet<>();
        for (String hostname : hostnames) {
            DesktopId desktop = known.get(hostname.toLowerCase(Locale.ROOT));
            if (desktop == null) {
                throw new IllegalArgumentException(
                        "desktops has '" + hostname + "'; allowed are host names of desktops, one per line.");
            }
            found.add(desktop);
        }
        return found;
    }

    public Collection<String> hostnames(Set<DesktopId> desktops) {
        return powered.hostnames(desktops).values();
    }

    public PowerSchedule create(PowerSpec spec, Actor actor) {
        return writing.record().change("power schedule '" + spec.name() + "'", () -> {
            require(spec.scope());
            var schedule = new PowerSchedule(new PowerScheduleId(UUID.randomUUID()), spec, true, 1);
            schedules.insert(schedule, writing.clock().instant());
            record(actor, "create", null, schedule);
            return require(schedule.id());
        });
    }

    public PowerSchedule update(PowerScheduleId id, long revision, PowerSpec spec, Actor actor) {
        return writing.record().change("power schedule '" + spec.name() + "'", () -> {
            require(spec.scope());
            PowerSchedule before = require(id);
            return set(new PowerSchedule(id, spec, before.enabled(), revision), before, actor);
        });
    }

    /** One that is switched off stops nothing and keeps nothing on: the idle rule goes on by itself. */
    public PowerSchedule enable(PowerScheduleId id, long revision, boolean enabled, Actor actor) {
        return writing.record().change("power schedule " + id, () -> {
            PowerSchedule before = require(id);
            return set(new PowerSchedule(id, before.spec(), enabled, revision), before, actor);
        });
    }

    public void delete(PowerScheduleId id, long revision, Actor actor) {
        writing.record().change("power schedule " + id, () -> {
            PowerSchedule before = require(id);
            if (!schedules.delete(id, revision)) {
                throw new StaleRevisionException("power schedule", id, revision);
            }
            record(actor, "delete", before, null);
            return before;
        });
    }

    private PowerSchedule set(PowerSchedule after, PowerSchedule before, Actor actor) {
        if (!schedules.update(after)) {
            throw new StaleRevisionException("power schedule", after.id(), after.revision());
        }
        record(actor, "update", before, after);
        return require(after.id());
    }

    private void require(Scope scope) {
        for (BundleId bundle : scope.bundles()) {
            if (bundles.find(bundle).isEmpty()) {
                throw new IllegalArgumentException(
                        "bundles has '" + bundle + "'; allowed are bundles that exist. It may have been deleted.");
            }
        }
        Set<DesktopId> known = powered.hostnames(scope.desktops()).keySet();
        for (DesktopId desktop : scope.desktops()) {
            if (!known.contains(desktop)) {
                throw new IllegalArgumentException("desktops has '" + desktop + "'; allowed are desktops that exist.");
            }
        }
    }

    private PowerSchedule require(PowerScheduleId id) {
        return schedules.find(id).orElseThrow(() -> new NotFoundException("power schedule", id));
    }

    private void record(Actor actor, String verb, @Nullable PowerSchedule before, @Nullable PowerSchedule after) {
        PowerSchedule what = after != null ? after : before;
        if (what == null) {
            throw new IllegalArgumentException("before is null, and so is after; allowed is one of them.");
        }
        writing.audit()
                .record(AuditEntry.of(
                                actor,
                                KIND + "." + verb,
                                KIND,
                                what.id(),
                                Outcome.DONE,
                                "Power schedule '" + what.name() + "'.")
                        .changing(shown(before), shown(after)));
    }

    private static @Nullable Map<String, ?> shown(@Nullable PowerSchedule schedule) {
        return schedule == null
                ? null
                : Map.of("spec", schedule.spec().toString(), "enabled", Boolean.toString(schedule.enabled()));
    }
}
