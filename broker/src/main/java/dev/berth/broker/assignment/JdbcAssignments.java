package dev.berth.broker.assignment;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.SubjectColumns;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Assignments, changed by compare and set of their revision. */
@Component
public class JdbcAssignments {

    private static final String ASSIGNMENT = """
            select e.id, e.subject_kind, e.subject, e.subject_label, e.bundle_id, a.brought_entitlement, a.running_mode,
                   a.auto_stop_minutes, a.on_leaving, a.leaving_days, a.revision, a.created_at
              from assignment a
              join entitlement e on e.id = a.entitlement_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcAssignments(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    public List<Assignment> list() {
        return jdbc.sql(ASSIGNMENT + " order by lower(e.subject_label), e.id")
                .query(JdbcAssignments::assignment)
                .list();
    }

    public List<Assignment> of(BundleId bundle) {
        return jdbc.sql(ASSIGNMENT + " where e.bundle_id = :bundle order by lower(e.subject_label), e.id")
                .param("bundle", bundle.value())
                .query(JdbcAssignments::assignment)
                .list();
    }

    public Optional<Assignment> find(EntitlementId id) {
        return jdbc.sql(ASSIGNMENT + " where e.id = :id")
                .param("id", id.value())
                .query(JdbcAssignments::assignment)
                .optional();
    }

    /** How many desktops that are not terminated stand under each assignment of the bundle. */
    public Map<EntitlementId, Integer> desktops(BundleId bundle) {
        return jdbc
                .sql("""
                        select h.assignment_id, count(*) as desktops
                          from assigned_desktop h
                          join desktop d on d.id = h.desktop_id and d.state <> 'TERMINATED'
                          join entitlement e on e.id = h.assignment_id
                         where e.bundle_id = :bundle
                         group by h.assignment_id
                        """)
                .param("bundle", bundle.value())
                .query((row, number) -> Map.entry(
                        new EntitlementId(row.getObject("assignment_id", UUID.class)), row.getInt("desktops")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether instances of a fleet serve what is offered of it. */
    boolean isPooled(BundleId bundle) {
        return jdbc.sql("select exists(select 1 from fleet where bundle_id = :bundle)")
                .param("bundle", bundle.value())
                .query(Boolean.class)
                .single();
    }

    /** False when the entitlement is an assignment already. */
    boolean insert(EntitlementId id, Terms terms, boolean brought, Instant now) {
        return jdbc.sql("""
                        insert into assignment (entitlement_id, home_region, brought_entitlement, running_mode,
                                                auto_stop_minutes, on_leaving, leaving_days, created_at)
                        values (:id, :region, :brought, :mode, :minutes, :onLeaving, :days, :now)
                            on conflict (entitlement_id) do nothing
                        """)
                        .param("id", id.value())
                        .param("region", region.name())
                        .param("brought", brought)
                        .param("mode", mode(terms))
                        .param("minutes", minutes(terms))
                        .param("onLeaving", terms.onLeaving().name())
                        .param("days", terms.leavingDays())
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** False when the revision is no longer the current one. */
    boolean update(EntitlementId id, long revision, Terms terms) {
        return jdbc.sql("""
                        update assignment
                           set running_mode = :mode, auto_stop_minutes = :minutes, on_leaving = :onLeaving,
                               leaving_days = :days, revision = revision + 1
                         where entitlement_id = :id and revision = :revision
                        """)
                        .param("id", id.value())
                        .param("revision", revision)
                        .param("mode", mode(terms))
                        .param("minutes", minutes(terms))
                        .param("onLeaving", terms.onLeaving().name())
                        .param("days", terms.leavingDays())
                        .update()
                == 1;
    }

    boolean delete(EntitlementId id, long revision) {
        return jdbc.sql("delete from assignment where entitlement_id = :id and revision = :revision")
                        .param("id", id.value())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    private static @Nullable String mode(Terms terms) {
        return terms.running() == null ? null : terms.running().mode().name();
    }

    private static @Nullable Integer minutes(Terms terms) {
        return terms.running() == null ? null : terms.running().autoStopMinutes();
    }

    private static Assignment assignment(ResultSet row, int number) throws SQLException {
        return new Assignment(
                new EntitlementId(row.getObject("id", UUID.class)),
                SubjectColumns.read(row),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                terms(row),
                row.getBoolean("brought_entitlement"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getLong("revision"));
    }

    static Terms terms(ResultSet row) throws SQLException {
        String mode = row.getString("running_mode");
        return new Terms(
                mode == null ? null : new RunningPolicy(RunningMode.valueOf(mode), row.getInt("auto_stop_minutes")),
                LeavingPolicy.valueOf(row.getString("on_leaving")),
                row.getInt("leaving_days"));
    }
}
