package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads sessions as they are shown. */
@Component
class SessionViews {

    private static final String SELECT = """
            select s.id, s.reference, s.person_id, p.account_name, p.display_name, s.desktop_id, d.bundle_id,
                   b.name as bundle_name, s.application_id,
                   concat_ws(', ', coalesce(a.name, b.name), joined.names) as name, s.client_address, s.state,
                   s.termination_reason, s.failure, s.opened_at, s.connected_at, s.disconnected_at, s.last_input_at,
                   s.ended_at, case when s.state = 'OPENING' then d.state_reason end as waiting
              from session s
              join person p on p.id = s.person_id
              join desktop d on d.id = s.desktop_id
              join bundle b on b.id = d.bundle_id
              left join application a on a.id = s.application_id
              left join lateral (select string_agg(o.name, ', ' order by j.asked_at) as names
                                   from session_application j join application o on o.id = j.application_id
                                  where j.session_id = s.id and j.application_id <> s.application_id
                                    and j.failure is null) joined on true
            """;

    private final JdbcClient jdbc;
    private final Waterfall waterfall;
    private final HostNames hosts;

    SessionViews(JdbcClient jdbc, Waterfall waterfall, HostNames hosts) {
        this.jdbc = jdbc;
        this.waterfall = waterfall;
        this.hosts = hosts;
    }

    Optional<SessionView> view(SessionId id) {
        return jdbc.sql(SELECT + "where s.id = :id")
                .param("id", id.value())
                .query(this::read)
                .optional()
                .map(view -> view.with(waterfall.of(id, view.thing().bundle())));
    }

    List<SessionView> list(SessionFilter filter) {
        return jdbc.sql(SELECT + """
                         where (:person::uuid is null or s.person_id = :person)
                           and (:desktop::uuid is null or s.desktop_id = :desktop)
                           and (not :liveOnly or s.state <> 'ENDED')
                           and (:openedBefore::timestamptz is null or s.opened_at < :openedBefore)
                           and (:text::text is null
                                or position(lower(:text) in lower(concat_ws(' ', p.account_name, p.display_name, b.name,
                                                                            a.name, s.reference))) > 0)
                         order by s.opened_at desc
                         limit :limit
                        """)
                .param(
                        "person",
                        filter.person() == null ? null : filter.person().objectGuid())
                .param(
                        "desktop",
                        filter.desktop() == null ? null : filter.desktop().value())
                .param("liveOnly", filter.liveOnly())
                .param("openedBefore", utc(filter.openedBefore()))
                .param(
                        "text",
                        filter.text() == null || filter.text().isBlank()
                                ? null
                                : filter.text().strip())
                .param("limit", filter.limit())
                .query(this::read)
                .list();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    private SessionView read(ResultSet row, int number) throws SQLException {
        return new SessionView(
                new SessionId(row.getObject("id", UUID.class)),
                row.getString("reference"),
                new SessionView.Who(
                        new PersonId(row.getObject("person_id", UUID.class)),
                        row.getString("account_name"),
                        row.getString("display_name")),
                new SessionView.What(
                        new DesktopId(row.getObject("desktop_id", UUID.class)),
                        new BundleId(row.getObject("bundle_id", UUID.class)),
                        row.getString("bundle_name"),
                        Optional.ofNullable(row.getObject("application_id", UUID.class))
                                .map(ApplicationId::new),
                        row.getString("name")),
                row.getString("client_address"),
                SessionState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("termination_reason")).map(TerminationReason::valueOf),
                Optional.ofNullable(row.getString("failure")).map(hosts::toldToPerson),
                Optional.ofNullable(row.getString("waiting")).map(hosts::toldToPerson),
                new SessionView.Times(
                        row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                        at(row, "connected_at"),
                        at(row, "disconnected_at"),
                        at(row, "last_input_at"),
                        at(row, "ended_at")),
                List.of());
    }

    private static Optional<Instant> at(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
