package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows that say what a host holds of desktops that are elsewhere: snapshots, and machines that were fenced. */
@Component
class JdbcLeftovers {

    private static final String SELECT = """
            select d.id, d.hostname, coalesce(p.display_name, '') as person, own.name as goes_on_at,
                   coalesce(left_behind.since, fenced.since) as since, fenced.since is not null as machine,
                   kept.kept_by, kept.kept_at
              from desktop d
              left join person p on p.id = d.person_id
              left join hypervisor_host own on own.id = d.host_id
              left join lateral (
                   select coalesce(max(s.asked_at) filter (where s.kind = 'LEFT_BEHIND'), max(s.asked_at)) as since
                     from desktop_snapshot s
                    where s.desktop_id = d.id and s.host_id = :host and s.host_id is distinct from d.host_id) left_behind
                     on true
              left join host_remains fenced
                     on fenced.desktop_id = d.id and fenced.host_id = :host and fenced.kind = 'FENCED'
                    and (fenced.given_up_at is null
                         or exists (select from hypervisor_host h where h.id = :host and h.reachable))
              left join host_leftover_kept kept on kept.desktop_id = d.id and kept.host_id = :host
             where d.id in (select s.desktop_id from desktop_snapshot s where s.host_id = :host
                             union
                            select r.desktop_id from host_remains r where r.host_id = :host and r.kind = 'FENCED')
               and (left_behind.since is not null or fenced.since is not null)
            """;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    JdbcLeftovers(JdbcClient jdbc, AuditLog audit, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** One desktop of which something is left. */
    record Row(
            DesktopId desktop,
            String hostname,
            String person,
            @Nullable String goesOnAt,
            Instant since,
            boolean machine,
            @Nullable String keptBy,
            @Nullable Instant keptAt) {}

    record Volume(
            VolumeName volume, SnapshotKind kind, @Nullable Instant showing) {}

    List<Row> desktopsOn(HostId host, int limit) {
        return jdbc.sql(SELECT + " order by since, d.id limit :limit")
                .param("host", host.value())
                .param("limit", limit)
                .query(JdbcLeftovers::row)
                .list();
    }

    Optional<Row> desktopOn(HostId host, DesktopId desktop) {
        return jdbc.sql(SELECT + " and d.id = :desktop")
                .param("host", host.value())
                .param("desktop", desktop.value())
                .query(JdbcLeftovers::row)
                .optional();
    }

    List<Volume> volumes(HostId host, DesktopId desktop) {
        return jdbc
                .sql("""
                        select s.user_volume, s.root_volume, s.kind, s.taken_at
                          from desktop_snapshot s
                          join desktop d on d.id = s.desktop_id
                         where s.desktop_id = :desktop and s.host_id = :host and s.host_id is distinct from d.host_id
                         order by s.asked_at desc, s.id
                        """)
                .param("host", host.value())
                .param("desktop", desktop.value())
                .query(JdbcLeftovers::volumes)
                .list()
                .stream()
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    void keep(Host host, Leftovers.Left left, Actor actor) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                            insert into host_leftover_kept (host_id, desktop_id, kept_by, kept_at)
                            values (:host, :desktop, :by, :at)
                                on conflict (host_id, desktop_id) do update
                               set kept_by = excluded.kept_by, kept_at = excluded.kept_at
                            """)
                    .param("host", host.id().value())
                    .param("desktop", left.desktop())
                    .param("by", actor.name())
                    .param("at", JdbcDesktops.utc(clock.instant()))
                    .update();
            audit.record(entry(host, left, actor, "host.keep-leftovers", "Kept what is left of desktop "));
        });
    }

    /** Its volumes are gone. */
    void deleted(Host host, Leftovers.Left left, Actor actor) {
        transaction.executeWithoutResult(status -> {
            Stream.of("""
                            delete from desktop_snapshot s using desktop d
                             where d.id = s.desktop_id and s.desktop_id = :desktop and s.host_id = :host
                               and s.host_id is distinct from d.host_id
                            """, """
                            delete from host_remains
                             where host_id = :host and desktop_id = :desktop and kind = 'FENCED'
                            """, """
                            delete from host_leftover_kept where host_id = :host and desktop_id = :desktop
                            """)
                    .forEach(statement -> jdbc.sql(statement)
                            .param("host", host.id().value())
                            .param("desktop", left.desktop())
                            .update());
            audit.record(entry(host, left, actor, "host.delete-leftovers", "Deleted what was left of desktop "));
        });
    }

    /**
     * Forgets what is there, while nobody can look: volumes are named no more, machines are turned off should they ever be
     * seen. Returns of how many desktops; empty where the host is not lost, or answers.
     */
    Optional<Integer> giveUp(Host host, Actor actor) {
        return Objects.requireNonNull(transaction.execute(status -> {
            if (!isLostAndSilent(host)) {
                return Optional.<Integer>empty();
            }
            List<Row> left = desktopsOn(host.id(), Integer.MAX_VALUE);
            Map<DesktopId, List<String>> volumes = forgetSnapshots(host);
            jdbc.sql("""
                            update host_remains set given_up_at = :at, given_up_by = :by
                             where host_id = :host and kind = 'FENCED' and given_up_at is null
                            """)
                    .param("at", JdbcDesktops.utc(clock.instant()))
                    .param("by", actor.name())
                    .param("host", host.id().value())
                    .update();
            jdbc.sql("delete from host_leftover_kept where host_id = :host")
                    .param("host", host.id().value())
                    .update();
            forgetHomes(host, actor);
            audit.record(left.stream()
                    .map(row -> entry(
                            host,
                            row.desktop().value(),
                            volumes.getOrDefault(row.desktop(), List.of()),
                            actor,
                            "host.give-up-leftovers",
                            "Gave up what is left of desktop " + row.hostname()))
                    .toList());
            return Optional.of(left.size());
        }));
    }

    /** Homes that were given up are no desktop's, and are forgotten with the rest. */
    private void forgetHomes(Host host, Actor actor) {
        List<UUID> homes = jdbc.sql("""
                        update person_home set deleted_at = :at
                         where host_id = :host and given_up_at is not null and deleted_at is null
                        returning id
                        """)
                .param("at", JdbcDesktops.utc(clock.instant()))
                .param("host", host.id().value())
                .query(UUID.class)
                .list();
        audit.record(homes.stream()
                .map(home -> AuditEntry.of(
                        actor,
                        "home.delete",
                        "home",
                        home,
                        dev.berth.broker.audit.Outcome.DONE,
                        "Gave up the home's volume on host " + host.name() + ", which was lost."))
                .toList());
    }

    /** Until the transaction ends it stays as it is: nobody notes meanwhile that it answers. */
    private boolean isLostAndSilent(Host host) {
        return jdbc.sql("select state = 'LOST' and not reachable from hypervisor_host where id = :host for update")
                .param("host", host.id().value())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    private Map<DesktopId, List<String>> forgetSnapshots(Host host) {
        return jdbc
                .sql("""
                        delete from desktop_snapshot s using desktop d
                         where d.id = s.desktop_id and s.host_id = :host and s.host_id is distinct from d.host_id
                        returning s.desktop_id, s.user_volume, s.root_volume
                        """)
                .param("host", host.id().value())
                .query((row, number) -> Map.entry(
                        new DesktopId(row.getObject("desktop_id", UUID.class)),
                        List.of(row.getString("user_volume"), row.getString("root_volume"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        Collectors.flatMapping(entry -> entry.getValue().stream(), Collectors.toList())));
    }

    private static AuditEntry entry(Host host, Leftovers.Left left, Actor actor, String action, String what) {
        List<String> volumes =
                left.volumes().stream().map(Leftovers.Kept::volume).toList();
        return entry(host, left.desktop(), volumes, actor, action, what + left.hostname());
    }

    private static AuditEntry entry(
            Host host, UUID desktop, List<String> volumes, Actor actor, String action, String what) {
        return AuditEntry.of(
                        actor,
                        action,
                        "host",
                        host.id(),
                        dev.berth.broker.audit.Outcome.DONE,
                        what + " on host " + host.name() + ": " + volumes.size() + " volumes.")
                .changing(Map.of("desktop", desktop.toString(), "volumes", String.join(", ", volumes)), null);
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        OffsetDateTime kept = row.getObject("kept_at", OffsetDateTime.class);
        return new Row(
                new DesktopId(row.getObject("id", UUID.class)),
                row.getString("hostname"),
                row.getString("person"),
                row.getString("goes_on_at"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getBoolean("machine"),
                row.getString("kept_by"),
                kept == null ? null : kept.toInstant());
    }

    private static List<Volume> volumes(ResultSet row, int number) throws SQLException {
        OffsetDateTime taken = row.getObject("taken_at", OffsetDateTime.class);
        Instant showing = taken == null ? null : taken.toInstant();
        SnapshotKind kind = SnapshotKind.valueOf(row.getString("kind"));
        return List.of(
                new Volume(new VolumeName(row.getString("user_volume")), kind, showing),
                new Volume(new VolumeName(row.getString("root_volume")), kind, showing));
    }
}
