package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whom something would be for that is not kept yet. */
@Component
public class Coverage {

    private final JdbcClient jdbc;
    private final RegionSettings region;

    Coverage(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** @param hostname as its guest is called */
    public record Covered(DesktopId desktop, String hostname, String person, RunningMode mode, int autoStopMinutes) {}

    /** By the names of people. */
    public List<Covered> of(Scope scope) {
        return jdbc.sql("""
                        with w as (
                            select :bundles::uuid[] as bundles, :groups::jsonb as groups, :tags::jsonb as tags,
                                   :desktops::uuid[] as desktops)
                        select d.id, d.hostname, p.display_name, d.running_mode, d.auto_stop_minutes
                          from w
                         cross join desktop d
                          join person p on p.id = d.person_id
                         where d.home_region = :region and d.fleet_id is null
                           and d.state not in ('TERMINATING', 'TERMINATED')
                           and (%s)
                         order by lower(p.display_name), d.hostname
                        """.formatted(ScopeColumns.covers("w")))
                .params(ScopeColumns.of(scope))
                .param("region", region.name())
                .query((row, number) -> new Covered(
                        new DesktopId(row.getObject("id", UUID.class)),
                        row.getString("hostname"),
                        row.getString("display_name"),
                        RunningMode.valueOf(row.getString("running_mode")),
                        row.getInt("auto_stop_minutes")))
                .list();
    }
}
