package dev.berth.broker.maintenance;

import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopLifecycle;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Snapshots;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.update.UpdateChoice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** One node's maintenance, put together as Spring does it, over desktops that others' tests look after. */
public final class TestRounds {

    public final MaintenanceRounds rounds;
    private final JdbcWindows windows;
    private final JdbcRuns runs;
    private final Clock clock;

    public TestRounds(
            DataSource database,
            PlatformTransactionManager transactions,
            Desktops desktops,
            DesktopLifecycle lifecycle,
            Snapshots snapshots,
            Clock clock) {
        this.clock = clock;
        var settings = new MaintenanceSettings(
                "UTC",
                20,
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20));
        var jdbc = JdbcClient.create(database);
        var region = new RegionSettings("main");
        var notes = new MaintenanceNotes(new AuditLog(jdbc, clock), new Signals(database), transactions);
        windows = new JdbcWindows(jdbc, region);
        runs = new JdbcRuns(jdbc, region);
        var items = new JdbcItems(jdbc, region);
        var updating = new UpdateSettings(
                UpdateChoice.ALL, Duration.ofMinutes(30), Duration.ofMinutes(60), Duration.ofMinutes(10));
        var updates = new UpdateWork(
                new JdbcUpdates(jdbc, updating),
                desktops,
                new UpdateWork.Undoing(snapshots, lifecycle),
                new UpdatePlanner(updating, settings),
                clock);
        var work = new ItemWork(items, new ItemWork.Asking(desktops, lifecycle, updates), notes, settings, clock);
        rounds = new MaintenanceRounds(windows, runs, items, work, new MaintenanceRounds.Terms(notes, settings, clock));
    }

    public boolean awaitIdle(Duration limit) {
        return rounds.awaitIdle(limit);
    }

    /** A run for the desktop, now. */
    public void begin(String name, DesktopId desktop) {
        Instant now = clock.instant();
        Run run = Run.beginning(name, "Test", now, Duration.ofHours(1));
        runs.insert(run);
        runs.add(run.id(), Set.of(desktop), now);
    }

    /** Open from 03:00 UTC on every day, for all desktops. */
    public void everyNight(int minutes) {
        windows.insert(
                new MaintenanceWindow(
                        new WindowId(UUID.randomUUID()),
                        MaintenanceWindow.Kind.OWN,
                        new WindowSpec(
                                "Every night",
                                new Timing(
                                        ZoneOffset.UTC,
                                        new Rhythm.Weekly(EnumSet.allOf(java.time.DayOfWeek.class)),
                                        LocalTime.of(3, 0),
                                        minutes),
                                Scope.ALL),
                        true,
                        clock.instant(),
                        1),
                clock.instant());
    }
}
