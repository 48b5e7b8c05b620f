package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What hosts hold of desktops that are elsewhere. A desktop never goes to a host that holds remains of it. */
@Component
class JdbcRemains {

    /** Snapshots that stayed on a host which was lost, while the desktop went on elsewhere. */
    private static final String LEFT_BEHIND = """
             union
            select s.host_id from desktop_snapshot s join desktop d on d.id = s.desktop_id
             where s.desktop_id = :desktop and s.host_id is distinct from d.host_id and d.host_id is not null
            """;

    private final JdbcClient jdbc;

    JdbcRemains(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Why something is left. */
    enum Kind {
        /** It moved from here: its volumes go. */
        MOVED,
        /** It was to move here, and did not: its volumes go. */
        GIVEN_UP,
        /** This host was declared lost and it started elsewhere: its machine here must not run. */
        FENCED
    }

    record Remains(HostId host, DesktopId desktop, Kind kind, List<VolumeName> volumes, boolean fenced) {}

    void add(HostId host, DesktopId desktop, Kind kind, List<VolumeName> volumes, Instant since) {
        jdbc.sql("""
                        insert into host_remains (host_id, desktop_id, kind, volumes, since)
                        values (:host, :desktop, :kind, :volumes, :since)
                        """)
                .param("host", host.value())
                .param("desktop", desktop.value())
                .param("kind", kind.name())
                .param("volumes", volumes.stream().map(VolumeName::value).toArray(String[]::new))
                .param("since", JdbcDesktops.utc(since))
                .update();
    }

    List<DesktopId> on(HostId host) {
        return jdbc.sql("select desktop_id from host_remains where host_id = :host order by since")
                .param("host", host.value())
                .query((row, number) -> new DesktopId(row.getObject("desktop_id", UUID.class)))
                .list();
    }

    /** Locked until the transaction ends, so that nobody takes it for there still when it is gone; empty when another has it. */
    Optional<Remains> lock(HostId host, DesktopId desktop) {
        return jdbc.sql("""
                        select host_id, desktop_id, kind, volumes, fenced_at from host_remains
                         where host_id = :host and desktop_id = :desktop
                           for update skip locked
                        """)
                .param("host", host.value())
                .param("desktop", desktop.value())
                .query(JdbcRemains::read)
                .optional();
    }

    Set<HostId> hostsWithRemainsOf(DesktopId desktop) {
        return jdbc.sql("select host_id from host_remains where desktop_id = :desktop" + LEFT_BEHIND)
                .param("desktop", desktop.value())
                .query((row, number) -> new HostId(row.getObject("host_id", UUID.class)))
                .set();
    }

    /** Only those where volumes of it are left. */
    Set<HostId> hostsWithVolumesLeftOf(DesktopId desktop) {
        return jdbc.sql("select host_id from host_remains where desktop_id = :desktop and kind <> 'FENCED'"
                        + LEFT_BEHIND)
                .param("desktop", desktop.value())
                .query((row, number) -> new HostId(row.getObject("host_id", UUID.class)))
                .set();
    }

    /** Hosts that answer and are just being rid of volumes of the desktop, by name. */
    List<String> hostsBeingRidOf(DesktopId desktop) {
        return jdbc.sql("""
                        select h.name from host_remains r join hypervisor_host h on h.id = r.host_id
                         where r.desktop_id = :desktop and r.kind <> 'FENCED' and h.reachable
                         order by h.name
                        """)
                .param("desktop", desktop.value())
                .query(String.class)
                .list();
    }

    void fenced(HostId host, DesktopId desktop, Instant at) {
        jdbc.sql("update host_remains set fenced_at = :at where host_id = :host and desktop_id = :desktop")
                .param("host", host.value())
                .param("desktop", desktop.value())
                .param("at", JdbcDesktops.utc(at))
                .update();
    }

    void delete(HostId host, DesktopId desktop) {
        jdbc.sql("delete from host_remains where host_id = :host and desktop_id = :desktop")
                .param("host", host.value())
                .param("desktop", desktop.value())
                .update();
    }

    private static Remains read(ResultSet row, int number) throws SQLException {
        String[] volumes = (String[]) row.getArray("volumes").getArray();
        return new Remains(
                new HostId(row.getObject("host_id", UUID.class)),
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                Kind.valueOf(row.getString("kind")),
                List.of(volumes).stream().map(VolumeName::new).toList(),
                row.getObject("fenced_at") != null);
    }
}
