package dev.berth.broker.power;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopPower;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.metering.StartTimes;
import dev.berth.broker.power.PowerPlan.Standing;
import dev.berth.broker.power.PowerPlan.Stop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a timer does, on any node and as often as one likes: it works out what schedules want now, and writes down what is
 * not as wanted. Nothing is kept of how far it came: the next look works it out anew from desktops as they are, so a node
 * that is killed at any line leaves nothing behind, and a look that comes twice finds nothing to do.
 */
@Component
public class PowerRounds {

    private static final Logger LOG = LoggerFactory.getLogger(PowerRounds.class);

    /** So many are asked to stop in one look at most; the next goes on. */
    private static final int MOST_STOPS = 100;

    private final JdbcPowerSchedules schedules;
    private final JdbcPowered powered;
    private final DesktopPower power;
    private final StartTimes startTimes;
    private final Ledger ledger;

    PowerRounds(
            JdbcPowerSchedules schedules,
            JdbcPowered powered,
            DesktopPower power,
            StartTimes startTimes,
            Ledger ledger) {
        this.schedules = schedules;
        this.powered = powered;
        this.power = power;
        this.startTimes = startTimes;
        this.ledger = ledger;
    }

    /** What a round goes by, and where it is written down. */
    @Component
    static class Ledger {

        private final AuditLog audit;
        private final Clock clock;
        private final TransactionTemplate transaction;

        Ledger(AuditLog audit, Clock clock, PlatformTransactionManager transactions) {
            this.audit = audit;
            this.clock = clock;
            this.transaction = new TransactionTemplate(transactions);
        }
    }

    public void keep() {
        Instant now = ledger.clock.instant();
        List<PowerSchedule> enabled =
                schedules.list().stream().filter(PowerSchedule::enabled).toList();
        PowerPlan plan = new PowerPlanner(this::slowStart).next(enabled, powered.census(null, now), now);
        plan.on().forEach(standing -> note(standing, now));
        hold(plan.changed());
        for (DesktopId desktop : plan.starts()) {
            tried(desktop, () -> power.warm(desktop));
        }
        plan.stops().stream().limit(MOST_STOPS).forEach(this::stop);
    }

    /** How long nine of ten starts of what the schedule is for take at the most. */
    Duration slowStart(PowerSchedule schedule) {
        return startTimes.slow(schedule.spec().scope().bundles()).orElse(Warming.UNMEASURED);
    }

    private void hold(Map<DesktopId, Optional<Instant>> changed) {
        Map<Instant, List<DesktopId>> byEnd = new TreeMap<>();
        List<DesktopId> free = new ArrayList<>();
        changed.forEach((desktop, until) -> until.ifPresentOrElse(
                end -> byEnd.computeIfAbsent(end, unused -> new ArrayList<>()).add(desktop), () -> free.add(desktop)));
        byEnd.forEach((until, desktops) -> power.hold(desktops, until));
        power.hold(free, null);
    }

    private void stop(Stop stop) {
        String why =
                "Stopped after the hours of schedule '" + stop.turn().schedule().name() + "'.";
        if (tried(stop.desktop(), () -> power.stopAfterHours(stop.desktop(), why, stop.grace()))) {
            powered.stopped(stop.turn(), 1);
        }
    }

    private void note(Standing standing, Instant now) {
        Turn turn = standing.turn();
        Occurrence one = turn.occurrence();
        ledger.transaction.executeWithoutResult(status -> {
            if (powered.begun(standing)) {
                ledger.audit.record(AuditEntry.of(
                        new Actor.Berth(),
                        "power-schedule.begin",
                        "power-schedule",
                        turn.schedule().id(),
                        Outcome.DONE,
                        "Schedule '%s' of %s gets %d desktops ready for %s, and keeps them on until %s."
                                .formatted(
                                        turn.schedule().name(),
                                        one.day(),
                                        standing.covered(),
                                        one.from(),
                                        one.until())));
            }
            if (!now.isBefore(one.from())) {
                powered.ready(standing);
            }
        });
    }

    /** One desktop that cannot be changed keeps no other from being. */
    private static boolean tried(DesktopId desktop, Supplier<Boolean> verb) {
        try {
            return verb.get();
        } catch (GuardRefusedException | ChangeRefusedException | NotFoundException e) {
            LOG.info("Desktop {} is not as its power schedule wants it; the next look tries again.", desktop, e);
            return false;
        }
    }
}
