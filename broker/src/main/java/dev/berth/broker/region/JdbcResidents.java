package dev.berth.broker.region;

import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people have in which region, as the regions tell of it. */
@Component
public class JdbcResidents {

    private final JdbcClient jdbc;
    private final String self;

    public JdbcResidents(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.self = region.name();
    }

    /**
     * A person's desktop in a region.
     *
     * @param state as desktops' states are called
     */
    public record Resident(
            RegionName region,
            PersonId person,
            String accountName,
            String displayName,
            String bundle,
            String hostname,
            String state,
            boolean inUse) {}

    /**
     * A desktop, and what its person has where they are to go.
     *
     * @param standby the state of their desktop there; null if there is none
     * @param point the moment that it would go on from, by the clock of the region that looks; null where nothing of this
     *     desktop is there
     * @param pointBytes of that
     */
    public record Affected(
            Resident resident,
            @Nullable String standby,
            @Nullable Instant point,
            long pointBytes) {}

    /**
     * What it comes to.
     *
     * @param people who have a desktop in the region that is left
     * @param using those of them with a live session
     * @param ready those of them who have a desktop of the same bundle where they are to go, in a state to be used
     * @param memoryMib what the desktops in use have now
     * @param sent those of them whose work is there, as of the moment of the newest point
     * @param oldest the oldest of those moments of somebody who works now; null where there is none
     * @param unsent those who work now and of whose work nothing is there
     * @param pointBytes of all points that would be gone on from
     */
    public record Totals(
            int people,
            int using,
            int ready,
            long memoryMib,
            int sent,
            @Nullable Instant oldest,
            int unsent,
            long pointBytes) {}

    private static final String PAIRED = """
              from resident r
              left join lateral (select s.state from resident s
                                  where s.home_region = :to and s.person_id = r.person_id
                                    and lower(s.bundle_name) = lower(r.bundle_name)
                                  order by s.state in ('AVAILABLE', 'STOPPED') desc, s.desktop_id
                                  limit 1) s on true
              left join lateral (select b.point_id,
                                        case when b.home_region = :self then b.point_since else b.point_taken_at end as point_at,
                                        coalesce(b.point_bytes, 0) as point_bytes
                                   from standby b
                                  where b.home_region = :to and b.peer = :from and b.peer_desktop_id = r.desktop_id
                                    and b.point_id is not null) p on true
             where r.home_region = :from
            """;

    public Totals totals(RegionName from, RegionName to) {
        return jdbc.sql("""
                        select count(distinct r.person_id) as people,
                               count(distinct r.person_id) filter (where r.in_use) as using_it,
                               count(distinct r.person_id)
                                   filter (where s.state in ('AVAILABLE', 'STOPPED')) as ready,
                               coalesce(sum(r.memory_mib) filter (where r.in_use), 0) as memory_mib,
                               count(distinct r.person_id) filter (where p.point_id is not null) as sent,
                               min(p.point_at) filter (where r.in_use) as oldest,
                               count(distinct r.person_id) filter (where r.in_use and p.point_id is null) as unsent,
                               coalesce(sum(p.point_bytes), 0) as point_bytes
                        """ + PAIRED)
                .param("self", self)
                .param("from", from.value())
                .param("to", to.value())
                .query((row, number) -> new Totals(
                        row.getInt("people"),
                        row.getInt("using_it"),
                        row.getInt("ready"),
                        row.getLong("memory_mib"),
                        row.getInt("sent"),
                        at(row, "oldest"),
                        row.getInt("unsent"),
                        row.getLong("point_bytes")))
                .single();
    }

    /** Those in use first. */
    public List<Affected> affected(RegionName from, RegionName to, int most) {
        return jdbc.sql("select r.*, s.state as standby, p.point_at, coalesce(p.point_bytes, 0) as point_bytes "
                        + PAIRED + " order by r.in_use desc, lower(r.display_name), r.desktop_id limit :most")
                .param("self", self)
                .param("from", from.value())
                .param("to", to.value())
                .param("most", most)
                .query((row, number) -> new Affected(
                        resident(row), row.getString("standby"), at(row, "point_at"), row.getLong("point_bytes")))
                .list();
    }

    /** Whose account, name or host name begins with the text. */
    public List<Resident> find(String text, int most) {
        return jdbc.sql("""
                        select r.* from resident r
                         where lower(r.account_name) like :begin or lower(r.display_name) like :begin
                            or lower(r.hostname) like :begin
                         order by lower(r.display_name), r.person_id, r.home_region, r.desktop_id
                         limit :most
                        """)
                .param(
                        "begin",
                        text.strip()
                                        .toLowerCase(Locale.ROOT)
                                        .replace("\\", "\\\\")
                                        .replace("%", "\\%")
                                        .replace("_", "\\_")
                                + "%")
                .param("most", most)
                .query((row, number) -> resident(row))
                .list();
    }

    public List<Resident> of(PersonId person) {
        return jdbc.sql("select * from resident where person_id = :person order by home_region, bundle_name")
                .param("person", person.objectGuid())
                .query((row, number) -> resident(row))
                .list();
    }

    private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static Resident resident(ResultSet row) throws SQLException {
        return new Resident(
                new RegionName(row.getString("home_region")),
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getString("account_name"),
                row.getString("display_name"),
                row.getString("bundle_name"),
                row.getString("hostname"),
                row.getString("state"),
                row.getBoolean("in_use"));
    }
}
