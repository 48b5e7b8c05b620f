package dev.berth.broker.session;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import dev.berth.ipacl.ClientAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a person may open, as their page shows it. */
@Component
public class LaunchCatalog {

    private final JdbcClient jdbc;
    private final Access access;

    public LaunchCatalog(JdbcClient jdbc, Access access) {
        this.jdbc = jdbc;
        this.access = access;
    }

    /** Desktops first, then applications, each by name. */
    public List<Launchable> of(Person person, ClientAddress address) {
        return jdbc.sql("""
                        select o.*, d.id as desktop_id, d.state as desktop_state, d.state_reason,
                               d.state = 'STOPPED' and d.power = 'SAVED' as desktop_saved,
                               s.id as session_id, s.state as session_state,
                               (select max(greatest(p.opened_at, p.connected_at, p.disconnected_at, p.last_input_at))
                                  from session p
                                  join desktop used on used.id = p.desktop_id
                                 where (p.desktop_id = d.id or p.person_id = :person and used.fleet_id = f.id)
                                   and (p.application_id is not distinct from o.application_id
                                        or exists (select from session_application j
                                                    where j.session_id = p.id and j.application_id = o.application_id
                                                      and j.started_at is not null))) as last_used,
                               f.id is not null as instance,
                               f.id is not null and not f.keeps_home as streamed
                          from (select b.id as bundle_id, null::uuid as application_id, b.name, b.description,
                                       '' as icon, b.enabled and b.shows_desktop as enabled
                                  from bundle b
                                union all
                                select a.bundle_id, a.id, a.name, a.description, a.icon, a.enabled and b.enabled
                                  from application a join bundle b on b.id = a.bundle_id) o
                         cross join lateral entitled_through(:person, o.bundle_id, o.application_id) e
                          left join desktop d
                            on d.bundle_id = o.bundle_id and d.person_id = :person and d.state <> 'TERMINATED'
                           and (d.fleet_id is null or d.spent_at is null and d.state <> 'TERMINATING')
                          left join fleet f on f.bundle_id = o.bundle_id
                          left join session s
                            on s.desktop_id = d.id and s.state <> 'ENDED'
                           and (s.application_id is not distinct from o.application_id
                                or exists (select from session_application j
                                            where j.session_id = s.id and j.application_id = o.application_id
                                              and j.failure is null))
                         where o.enabled
                         order by o.application_id is not null, lower(o.name)
                        """).param("person", person.id().objectGuid()).query(LaunchCatalog::launchable).list().stream()
                .map(launchable -> launchable.withObstacle(obstacle(person, address, launchable.launch())))
                .toList();
    }

    private Optional<Launchable.Obstacle> obstacle(Person person, ClientAddress address, Launch launch) {
        Intent intent = switch (launch) {
            case Launch.DesktopLaunch desktop -> new Intent.OpenDesktop(desktop.bundle());
            case Launch.ApplicationLaunch application -> new Intent.OpenApplication(application.application());
        };
        return access.explain(person, address, intent) instanceof AccessDecision.Refused refused
                ? Optional.of(new Launchable.Obstacle(refused.code(), refused.sentence()))
                : Optional.empty();
    }

    private static Launchable launchable(ResultSet row, int number) throws SQLException {
        BundleId bundle = new BundleId(row.getObject("bundle_id", UUID.class));
        UUID application = row.getObject("application_id", UUID.class);
        return new Launchable(
                application == null
                        ? new Launch.DesktopLaunch(bundle)
                        : new Launch.ApplicationLaunch(new ApplicationId(application)),
                bundle,
                row.getString("name"),
                row.getString("description"),
                row.getString("icon"),
                row.getBoolean("streamed"),
                desktop(row),
                session(row),
                Optional.ofNullable(row.getObject("last_used", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.empty());
    }

    /** An instance is nothing that its person manages. */
    private static Optional<Launchable.DesktopBehind> desktop(ResultSet row) throws SQLException {
        UUID desktop = row.getObject("desktop_id", UUID.class);
        return desktop == null || row.getBoolean("instance")
                ? Optional.empty()
                : Optional.of(new Launchable.DesktopBehind(
                        new DesktopId(desktop),
                        DesktopState.valueOf(row.getString("desktop_state")),
                        row.getString("state_reason"),
                        row.getBoolean("desktop_saved")));
    }

    private static Optional<Launchable.LiveSession> session(ResultSet row) throws SQLException {
        UUID session = row.getObject("session_id", UUID.class);
        return session == null
                ? Optional.empty()
                : Optional.of(new Launchable.LiveSession(
                        new SessionId(session), SessionState.valueOf(row.getString("session_state"))));
    }
}
