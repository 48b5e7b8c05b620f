package dev.berth.broker.assignment;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Desktops whose people have left. */
@Component
public class JdbcLeavings {

    private static final String LEAVING = """
            select l.desktop_id, d.person_id, d.bundle_id, l.assignment_id, l.policy, l.noticed_at, l.acts_at, l.acted_at,
                   l.hindrance
              from leaving l
              join desktop d on d.id = l.desktop_id and d.state <> 'TERMINATED'
            """;

    private final JdbcClient jdbc;

    JdbcLeavings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Leaving> find(DesktopId desktop) {
        return Optional.ofNullable(find(List.of(desktop)).get(desktop));
    }

    /** Those of these desktops whose people have left. */
    public Map<DesktopId, Leaving> find(Collection<DesktopId> desktops) {
        return jdbc
                .sql(LEAVING + " where l.desktop_id = any (:ids)")
                .param("ids", desktops.stream().map(DesktopId::value).toArray(UUID[]::new))
                .query(JdbcLeavings::leaving)
                .list()
                .stream()
                .collect(Collectors.toMap(Leaving::desktop, Function.identity()));
    }

    /** The first to act first, those that are kept last. */
    public List<Leaving> of(BundleId bundle, int limit) {
        return jdbc.sql(LEAVING
                        + " where d.bundle_id = :bundle order by l.acts_at nulls last, l.desktop_id limit :limit")
                .param("bundle", bundle.value())
                .param("limit", limit)
                .query(JdbcLeavings::leaving)
                .list();
    }

    /** Of the person's desktops, the first to act first. */
    public List<Leaving> of(PersonId person) {
        return jdbc.sql(LEAVING + " where d.person_id = :person order by l.acts_at nulls last, l.desktop_id")
                .param("person", person.objectGuid())
                .query(JdbcLeavings::leaving)
                .list();
    }

    /** Those whose policy is to act by now, the longest due first. */
    List<Leaving> due(Instant now) {
        return jdbc.sql(LEAVING + """
                         where l.acted_at is null and l.acts_at <= :now and (l.retry_at is null or l.retry_at <= :now)
                         order by l.acts_at
                         limit 100
                        """)
                .param("now", utc(now))
                .query(JdbcLeavings::leaving)
                .list();
    }

    void begin(DesktopId desktop, Assignment assignment, Instant now) {
        jdbc.sql("""
                        insert into leaving (desktop_id, assignment_id, policy, noticed_at, acts_at)
                        values (:desktop, :assignment, :policy, :now, :actsAt)
                            on conflict (desktop_id) do nothing
                        """)
                .param("desktop", desktop.value())
                .param("assignment", assignment.id().value())
                .param("policy", assignment.terms().onLeaving().name())
                .param("now", utc(now))
                .param("actsAt", utc(Leaving.actsAt(assignment.terms(), now).orElse(null)))
                .update();
    }

    void callOff(DesktopId desktop) {
        jdbc.sql("delete from leaving where desktop_id = :desktop")
                .param("desktop", desktop.value())
                .update();
    }

    void acted(DesktopId desktop, Instant now) {
        jdbc.sql("update leaving set acted_at = :now, hindrance = null, retry_at = null where desktop_id = :desktop")
                .param("desktop", desktop.value())
                .param("now", utc(now))
                .update();
    }

    void hindered(DesktopId desktop, String why, Instant again) {
        jdbc.sql("update leaving set hindrance = :why, retry_at = :again where desktop_id = :desktop")
                .param("desktop", desktop.value())
                .param("why", why)
                .param("again", utc(again))
                .update();
    }

    /** Those of an assignment that have not acted follow its new terms, counted from when they were noticed. */
    void follow(EntitlementId assignment, Terms terms) {
        jdbc.sql("""
                        update leaving
                           set policy = :policy, hindrance = null, retry_at = null,
                               acts_at = case when :policy = 'KEEP' then null
                                              else noticed_at + make_interval(hours => 24 * :days) end
                         where assignment_id = :assignment and acted_at is null
                        """)
                .param("assignment", assignment.value())
                .param("policy", terms.onLeaving().name())
                .param("days", terms.leavingDays())
                .update();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    private static Leaving leaving(ResultSet row, int number) throws SQLException {
        return new Leaving(
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                new EntitlementId(row.getObject("assignment_id", UUID.class)),
                LeavingPolicy.valueOf(row.getString("policy")),
                row.getObject("noticed_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("acts_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getObject("acted_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("hindrance")));
    }
}
