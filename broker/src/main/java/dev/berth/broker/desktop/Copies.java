package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How old the copies of snapshots on second hosts are, and which bundles have them. Whether the caller may do it was
 * decided before.
 */
@Component
public class Copies {

    /**
     * Desktops that are to have a copy, with the newest that is whole. What is off does not change, so its copy does not
     * age; of instances of fleets nothing is kept.
     */
    private static final String AGES = """
            select d.id, d.power, d.state_since, newest.taken_at, newest.name as host, newest.bytes,
                   case when d.fleet_id is null then coalesce(p.policy, 'OTHER_HOST') else 'OFF' end as policy, w.note,
                   exists (select 1 from desktop_copy o
                            where o.desktop_id = d.id and o.state = 'COPYING') as under_way,
                   d.fleet_id is null
                       and (newest.taken_at < :late and (d.power = 'RUNNING' or d.state_since > newest.taken_at)
                            or newest.taken_at is null and d.first_ready_at < :late) as late
              from desktop d
              left join bundle_copies p on p.bundle_id = d.bundle_id
              left join desktop_copying w on w.desktop_id = d.id
              left join lateral (
                   select c.taken_at, h.name,
                          (select sum(b.bytes) from desktop_copy b
                            where b.desktop_id = d.id and b.host_id = c.host_id) as bytes
                     from desktop_copy c
                     join hypervisor_host h on h.id = c.host_id
                    where c.desktop_id = d.id and c.state = 'WHOLE' and c.host_id is distinct from d.host_id
                      and h.state = 'ACTIVE'
                    order by c.taken_at desc limit 1) newest on true
            """;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final CopySettings settings;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Copies(
            JdbcClient jdbc,
            AuditLog audit,
            CopySettings settings,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * The newest copy of a desktop.
     *
     * @param takenAt the moment that it shows: what was written after that is lost with the desktop's host; null where there
     *     is none
     * @param host the name of the host that has it
     * @param bytes of it and of what it stands on
     * @param copying whether a newer one is being made
     * @param late whether it is older than it may be
     * @param note why there is none, or not the newest; null when nothing is wrong
     */
    public record Newest(
            CopyPolicy policy,
            @Nullable Instant takenAt,
            @Nullable String host,
            long bytes,
            boolean copying,
            boolean late,
            @Nullable String note) {}

    /**
     * All desktops' copies together.
     *
     * @param desktops that are to have one
     * @param without that have none
     * @param late whose copy is older than it may be, or that should have one by now
     * @param oldest the age of the oldest copy of a desktop that has run since; zero where there is none
     */
    public record Summary(long desktops, long without, long late, Duration oldest) {}

    /** @param revision 0 where nothing was ever set */
    public record Kept(CopyPolicy policy, long revision) {}

    public Newest newest(DesktopId desktop) {
        return jdbc.sql(AGES + " where d.id = :desktop")
                .param("desktop", desktop.value())
                .param("late", late())
                .query(Copies::newest)
                .optional()
                .orElseThrow(() -> new NotFoundException("desktop", desktop));
    }

    public Summary summary() {
        return jdbc.sql("""
                        select count(*) as desktops, count(*) filter (where taken_at is null) as without,
                               count(*) filter (where late) as late,
                               coalesce(extract(epoch from cast(:now as timestamptz) - min(taken_at) filter (
                                   where power = 'RUNNING' or state_since > taken_at)), 0) as oldest
                          from (%s where d.state <> 'TERMINATED' and d.first_ready_at is not null) ages
                         where policy = 'OTHER_HOST' and (select count(*) from hypervisor_host where state = 'ACTIVE') > 1
                        """.formatted(AGES))
                .param("late", late())
                .param("now", JdbcDesktops.utc(clock.instant()))
                .query((row, number) -> new Summary(
                        row.getLong("desktops"),
                        row.getLong("without"),
                        row.getLong("late"),
                        Duration.ofSeconds(Math.max(0, row.getLong("oldest")))))
                .single();
    }

    public Kept policy(BundleId bundle) {
        return jdbc.sql("select policy, revision from bundle_copies where bundle_id = :bundle")
                .param("bundle", bundle.value())
                .query((row, number) -> new Kept(CopyPolicy.valueOf(row.getString("policy")), row.getLong("revision")))
                .optional()
                .orElse(new Kept(CopyPolicy.OTHER_HOST, 0));
    }

    /** Counts from the next round on: with OFF, copies that are there go. */
    public Kept change(BundleId bundle, long revision, CopyPolicy policy, Actor actor) {
        transaction.executeWithoutResult(status -> {
            Kept before = policy(bundle);
            if (before.revision() != revision || write(bundle, revision, policy) != 1) {
                throw new StaleRevisionException("copies of bundle", bundle.toString(), revision);
            }
            audit.record(AuditEntry.of(
                            actor,
                            "bundle.copies",
                            "bundle",
                            bundle,
                            dev.berth.broker.audit.Outcome.DONE,
                            "Changed by hand.")
                    .changing(Map.of("copies", before.policy().name()), Map.of("copies", policy.name())));
        });
        return policy(bundle);
    }

    private int write(BundleId bundle, long revision, CopyPolicy policy) {
        try {
            return jdbc.sql("""
                            insert into bundle_copies as b (bundle_id, policy) values (:bundle, :policy)
                                on conflict (bundle_id) do update
                               set policy = excluded.policy, revision = b.revision + 1
                             where b.revision = :revision
                            """)
                    .param("bundle", bundle.value())
                    .param("policy", policy.name())
                    .param("revision", revision)
                    .update();
        } catch (DataIntegrityViolationException e) {
            throw new NotFoundException("bundle", bundle);
        }
    }

    private @Nullable OffsetDateTime late() {
        return JdbcDesktops.utc(clock.instant().minus(settings.lateAfter()));
    }

    private static Newest newest(ResultSet row, int number) throws SQLException {
        OffsetDateTime taken = row.getObject("taken_at", OffsetDateTime.class);
        return new Newest(
                CopyPolicy.valueOf(row.getString("policy")),
                taken == null ? null : taken.toInstant(),
                row.getString("host"),
                row.getLong("bytes"),
                row.getBoolean("under_way"),
                row.getBoolean("late"),
                row.getString("note"));
    }
}
