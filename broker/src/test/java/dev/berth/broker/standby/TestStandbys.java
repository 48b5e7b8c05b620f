package dev.berth.broker.standby;

import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.region.RegionSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/** What stands by for one node's desktops, put together as Spring does it; nothing is sent. */
public final class TestStandbys {

    private TestStandbys() {}

    public static Standbys over(JdbcClient jdbc, Desktops desktops, UserPoints points, AuditLog audit, Clock clock) {
        StandbySettings settings = settings(null, DataSize.ofBytes(0));
        var region = new RegionSettings("main");
        var rows = new JdbcStandbys(jdbc, region);
        var shipments = new JdbcShipments(jdbc, region);
        return new Standbys(
                rows,
                shipments,
                new Divergences(jdbc, rows, shipments, points, audit, clock),
                desktops,
                new Standbys.Told(settings, new PeerKey(settings), points, clock));
    }

    /** As without configuration, but for the disk: what arrives may take all of it. */
    static StandbySettings settings(@Nullable Path key, DataSize bytesPerSecond) {
        return new StandbySettings(
                key,
                null,
                null,
                bytesPerSecond,
                Duration.ofMinutes(10),
                2,
                500,
                DataSize.ofGigabytes(1),
                DataSize.ofBytes(0),
                Duration.ofMinutes(15));
    }
}
