package dev.berth.broker.software;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What of packages is on which desktop, and what people ask for there. Whether they may was decided before. */
@Component
public class DesktopPackages {

    private static final String LINE = """
            select s.id as software_id, s.name, s.description, s.icon, t.desktop_id, d.hostname, p.account_name, t.rule,
                   t.moment, t.chosen, t.held_version_id is not null as held, t.state, t.state_since, v.label as wanted,
                   t.found, t.attempts, t.due_at, t.reason, t.said
              from desktop_software t
              join software s on s.id = t.software_id
              join desktop d on d.id = t.desktop_id
              join person p on p.id = d.person_id
              left join software_version v on v.id = t.target_version_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;
    private final Wishes wishes;
    private final JdbcTasks tasks;
    private final Journal journal;

    DesktopPackages(JdbcClient jdbc, RegionSettings region, Wishes wishes, JdbcTasks tasks, Journal journal) {
        this.jdbc = jdbc;
        this.region = region;
        this.wishes = wishes;
        this.tasks = tasks;
        this.journal = journal;
    }

    /** On how many desktops each package is in which state. */
    public Map<SoftwareId, Map<TaskState, Integer>> counts() {
        Map<SoftwareId, Map<TaskState, Integer>> counts = new HashMap<>();
        jdbc.sql("""
                        select t.software_id, t.state, count(*) as number
                          from desktop_software t
                          join software s on s.id = t.software_id and s.home_region = :region
                         group by t.software_id, t.state
                        """).param("region", region.name()).query(row -> {
            counts.computeIfAbsent(
                            new SoftwareId(row.getObject("software_id", UUID.class)),
                            unused -> new EnumMap<>(TaskState.class))
                    .put(TaskState.valueOf(row.getString("state")), row.getInt("number"));
        });
        return counts;
    }

    /**
     * Of a package; those that failed first, then by desktop.
     *
     * @param state null for all
     */
    public List<PackageLine> of(SoftwareId software, @Nullable TaskState state, int limit, int offset) {
        return jdbc.sql(LINE + """
                         where t.software_id = :software and t.state = coalesce(:state, t.state)
                         order by array_position(array['GIVEN_UP', 'RETRYING', 'WORKING', 'PLANNED'], t.state) nulls last,
                                  d.hostname, d.id
                         limit :limit offset :offset
                        """)
                .param("software", software.value())
                .param("state", state == null ? null : state.name())
                .param("limit", limit)
                .param("offset", offset)
                .query(DesktopPackages::line)
                .list();
    }

    /** Of a desktop, by name. */
    public List<PackageLine> of(DesktopId desktop) {
        return jdbc.sql(LINE + " where t.desktop_id = :desktop order by lower(s.name), s.id")
                .param("desktop", desktop.value())
                .query(DesktopPackages::line)
                .list();
    }

    /** What its person wants of what is there for them. */
    public List<PackageLine> choose(DesktopId desktop, SoftwareId software, boolean wanted, Actor actor) {
        journal.together(() -> {
            String name = of(desktop).stream()
                    .filter(line -> line.software().equals(software))
                    .findFirst()
                    .map(PackageLine::name)
                    .orElse("");
            if (!wishes.choose(desktop, software, wanted)) {
                throw new ChangeRefusedException(
                        wanted
                                ? "The package is not among those that you may install on this desktop."
                                : "The package is not among those that you may remove from this desktop.");
            }
            tasks.nudge(desktop);
            journal.record(AuditEntry.of(
                    actor,
                    wanted ? "desktop.package-wanted" : "desktop.package-unwanted",
                    "desktop",
                    desktop,
                    Outcome.DONE,
                    "Package '" + name + "', asked for by the desktop's person."));
        });
        return of(desktop);
    }

    /**
     * Tries again what failed, now and as often as at first.
     *
     * @param desktop empty for all that have the package
     * @return on how many desktops
     */
    public int retry(SoftwareId software, Optional<DesktopId> desktop, Actor actor) {
        return journal.making(() -> {
            List<DesktopId> again = jdbc.sql("""
                            update desktop_software
                               set state = 'PLANNED', state_since = :now, attempts = 0, due_at = null, found = null,
                                   reason = null, said = null
                             where software_id = :software and state in ('GIVEN_UP', 'RETRYING')
                               and desktop_id = coalesce(:desktop::uuid, desktop_id)
                            returning desktop_id
                            """)
                    .param("now", journal.now().atOffset(ZoneOffset.UTC))
                    .param("software", software.value())
                    .param("desktop", desktop.map(DesktopId::value).orElse(null))
                    .query((row, number) -> new DesktopId(row.getObject("desktop_id", UUID.class)))
                    .list();
            again.forEach(tasks::nudge);
            if (!again.isEmpty()) {
                journal.record(AuditEntry.of(
                        actor,
                        "package.retry",
                        "package",
                        software,
                        Outcome.DONE,
                        "On " + (again.size() == 1 ? "desktop " + again.getFirst() : again.size() + " desktops")
                                + "."));
            }
            return again.size();
        });
    }

    private static PackageLine line(ResultSet row, int number) throws SQLException {
        OffsetDateTime due = row.getObject("due_at", OffsetDateTime.class);
        return new PackageLine(
                new SoftwareId(row.getObject("software_id", UUID.class)),
                row.getString("name"),
                row.getString("description"),
                row.getString("icon"),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                row.getString("hostname"),
                row.getString("account_name"),
                Rule.valueOf(row.getString("rule")),
                Moment.valueOf(row.getString("moment")),
                row.getObject("chosen", Boolean.class),
                row.getBoolean("held"),
                TaskState.valueOf(row.getString("state")),
                row.getObject("state_since", OffsetDateTime.class).toInstant(),
                row.getString("wanted"),
                row.getString("found"),
                row.getInt("attempts"),
                due == null ? null : due.toInstant(),
                row.getString("reason"),
                row.getString("said"));
    }
}
