package dev.berth.broker.desktop;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostState;
import dev.berth.broker.host.JdbcHosts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The desktops that hosts have: how many in which state, what each waits for, and what a loss of the host would mean. */
@Component
public class HostTenants {

    private final JdbcClient jdbc;
    private final JdbcHosts hosts;
    private final JdbcDesktops desktops;

    HostTenants(JdbcClient jdbc, JdbcHosts hosts, JdbcDesktops desktops) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.desktops = desktops;
    }

    /**
     * One desktop that has its volumes on the host.
     *
     * @param person empty while an instance of a fleet waits for somebody
     * @param instance whether it is one of a fleet, and not somebody's own
     * @param waitsFor why it is still there, while the host is emptied or lost; null when nothing keeps it
     */
    public record Tenant(
            UUID desktop,
            String hostname,
            String person,
            boolean instance,
            DesktopState state,
            Power power,
            @Nullable String waitsFor) {}

    /** What becomes of a desktop when its host is declared lost. */
    public enum Fate {
        /** It goes on elsewhere from what is on its disks; its memory is lost. */
        GOES_ON,
        /** It goes on elsewhere from the copy of its newest snapshot; what was written after that is not there. */
        FROM_COPY,
        /** Nobody ever worked on it, or it is an instance of a fleet, of which nothing is kept: it is made anew. */
        MADE_ANEW,
        /** Its disks and all of its snapshots are on this host alone: it waits until the host is back. */
        WAITS
    }

    /**
     * One desktop that a loss of its host is about.
     *
     * @param person empty while an instance of a fleet waits for somebody
     * @param instance whether it is one of a fleet, and not somebody's own
     * @param workOf the moment of which its work would be when it starts elsewhere: when its host was last heard of, or
     *     when the copy was taken that it goes on from; null where it does not
     * @param copyOn the name of the host that has that copy; null where it does not go on from one
     * @param latestSnapshot the latest that there is, on the same host
     */
    public record Affected(
            UUID desktop,
            String hostname,
            String person,
            boolean instance,
            DesktopState state,
            boolean inUse,
            Fate fate,
            @Nullable Instant workOf,
            @Nullable String copyOn,
            @Nullable Instant latestSnapshot) {}

    /** How many desktops each host has in each state; terminated ones count while their volumes are kept. */
    public Map<HostId, Map<DesktopState, Integer>> counts() {
        Map<HostId, Map<DesktopState, Integer>> counts = new HashMap<>();
        jdbc.sql("""
                        select host_id, state, count(*) as number from desktop
                         where host_id is not null and (state <> 'TERMINATED' or kept_until is not null)
                         group by host_id, state
                        """)
                .query((row, number) -> counts.computeIfAbsent(
                                new HostId(row.getObject("host_id", UUID.class)),
                                host -> new EnumMap<>(DesktopState.class))
                        .put(DesktopState.valueOf(row.getString("state")), row.getInt("number")))
                .list();
        return counts;
    }

    /** Those on the host, the ones that keep it from being empty the longest first: at most so many. */
    public List<Tenant> on(HostId id, int limit) {
        Host host = require(id);
        return jdbc
                .sql("""
                        select d.id, coalesce(p.display_name, '') as person
                          from desktop d
                          left join person p on p.id = d.person_id
                         where d.host_id = :host and (d.state <> 'TERMINATED' or d.kept_until is not null)
                         order by d.state in ('STOPPED', 'TERMINATED', 'SUSPENDED'), lower(p.display_name), d.id
                         limit :limit
                        """)
                .param("host", id.value())
                .param("limit", limit)
                .query((row, number) -> Map.entry(row.getObject("id", UUID.class), row.getString("person")))
                .list()
                .stream()
                .flatMap(entry -> desktops.find(new DesktopId(entry.getKey())).stream()
                        .map(desktop -> tenant(desktop, entry.getValue(), host)))
                .toList();
    }

    private static Tenant tenant(Desktop desktop, String person, Host host) {
        return new Tenant(
                desktop.id().value(),
                desktop.blueprint().hostname(),
                person,
                desktop.isInstance(),
                desktop.state(),
                desktop.condition().power(),
                waitsFor(desktop, host));
    }

    private static @Nullable String waitsFor(Desktop desktop, Host host) {
        if (host.state() == HostState.ACTIVE) {
            return null;
        }
        if (host.state() == HostState.LOST) {
            return desktop.reason().orElse(null);
        }
        Relocation move = desktop.agenda().residence().relocation();
        if (move != null && move.begun()) {
            return move.copied().isEmpty()
                    ? "It is being moved."
                    : "It is being moved; " + move.copied().size() + " of its volumes are there.";
        }
        if (!RelocationPlanner.rests(desktop)) {
            return desktop.inUse() ? "Somebody uses it." : "It is not off yet; it moves once it is stopped.";
        }
        return move == null || move.note() == null ? "It is about to move." : move.note();
    }

    /** Whom a loss of the host would be about, the ones that would wait first: at most so many. */
    public List<Affected> affected(HostId id, int limit) {
        Host host = require(id);
        boolean shared = host.spec().sharedStorage() != null
                && hosts.list().stream()
                        .anyMatch(other -> !other.id().equals(id)
                                && other.state() == HostState.ACTIVE
                                && other.spec().sharesStorageWith(host.spec()));
        return jdbc.sql("""
                        select d.id, d.hostname, coalesce(p.display_name, '') as person, d.state,
                               d.fleet_id is not null as instance,
                               (d.first_ready_at is not null or d.user_generation > 1) and d.fleet_id is null as worked,
                               exists(select 1 from session s
                                       where s.desktop_id = d.id and s.state in ('OPENING', 'READY', 'CONNECTED')) as in_use,
                               (select max(n.taken_at) from desktop_snapshot n
                                 where n.desktop_id = d.id and n.host_id = d.host_id and n.state = 'READY') as latest,
                               copy.taken_at as copied, copy.name as copy_on
                          from desktop d
                          left join person p on p.id = d.person_id
                          left join lateral (
                               select c.taken_at, h.name
                                 from desktop_copy c
                                 join hypervisor_host h on h.id = c.host_id
                                where c.desktop_id = d.id and c.state = 'WHOLE' and c.host_id <> d.host_id
                                  and h.state = 'ACTIVE' and h.reachable
                                order by c.taken_at desc limit 1) copy
                                 on d.state not in ('TERMINATED', 'TERMINATING')
                         where d.host_id = :host and (d.state <> 'TERMINATED' or d.kept_until is not null)
                         order by (d.first_ready_at is null and d.user_generation = 1) or d.fleet_id is not null,
                                  lower(p.display_name), d.id
                         limit :limit
                        """)
                .param("host", id.value())
                .param("limit", limit)
                .query((row, number) -> affected(row, host, shared))
                .list();
    }

    private static Affected affected(ResultSet row, Host host, boolean shared) throws SQLException {
        boolean worked = row.getBoolean("worked");
        OffsetDateTime latest = row.getObject("latest", OffsetDateTime.class);
        OffsetDateTime copied = row.getObject("copied", OffsetDateTime.class);
        Fate fate = fate(worked, host.spec().sharedStorage() != null, shared, copied != null);
        return new Affected(
                row.getObject("id", UUID.class),
                row.getString("hostname"),
                row.getString("person"),
                row.getBoolean("instance"),
                DesktopState.valueOf(row.getString("state")),
                row.getBoolean("in_use"),
                fate,
                workOf(fate, host, copied),
                fate == Fate.FROM_COPY ? row.getString("copy_on") : null,
                latest == null ? null : latest.toInstant());
    }

    private static Fate fate(boolean worked, boolean named, boolean shared, boolean copied) {
        if (!worked) {
            return Fate.MADE_ANEW;
        }
        return named ? shared ? Fate.GOES_ON : Fate.WAITS : copied ? Fate.FROM_COPY : Fate.WAITS;
    }

    private static @Nullable Instant workOf(Fate fate, Host host, @Nullable OffsetDateTime copied) {
        return switch (fate) {
            case GOES_ON -> host.health().observedAt().orElse(null);
            case FROM_COPY -> copied == null ? null : copied.toInstant();
            case MADE_ANEW, WAITS -> null;
        };
    }

    private Host require(HostId id) {
        return hosts.find(id).orElseThrow(() -> new NotFoundException("host", id));
    }
}
