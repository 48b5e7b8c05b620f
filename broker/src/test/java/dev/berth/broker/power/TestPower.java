package dev.berth.broker.power;

import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.DesktopPower;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.metering.StartTimes;
import dev.berth.broker.region.RegionSettings;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** One node's power schedules, put together as Spring does it, over desktops that others' tests look after. */
public final class TestPower {

    public final PowerRounds rounds;
    private final JdbcPowerSchedules schedules;
    private final Clock clock;

    public TestPower(DataSource database, PlatformTransactionManager transactions, DesktopPower power, Clock clock) {
        this.clock = clock;
        var jdbc = JdbcClient.create(database);
        var region = new RegionSettings("main");
        schedules = new JdbcPowerSchedules(jdbc, region);
        rounds = new PowerRounds(
                schedules,
                new JdbcPowered(jdbc, region),
                power,
                new StartTimes(jdbc),
                new PowerRounds.Ledger(new AuditLog(jdbc, clock), clock, transactions));
    }

    /** On from 08:00 to 18:00 UTC on every day, for all desktops, two at a time from half an hour before. */
    public void officeHours() {
        var hours = new Hours(
                ZoneOffset.UTC,
                new Rhythm.Weekly(EnumSet.allOf(DayOfWeek.class)),
                LocalTime.of(8, 0),
                LocalTime.of(18, 0));
        schedules.insert(
                new PowerSchedule(
                        new PowerScheduleId(UUID.randomUUID()),
                        new PowerSpec("Office", hours, new Warming(30, 2), 15, Scope.ALL),
                        true,
                        1),
                clock.instant());
    }
}
