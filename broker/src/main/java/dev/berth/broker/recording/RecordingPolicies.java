package dev.berth.broker.recording;

import dev.berth.broker.access.Author;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.NotFoundException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Which bundles' sessions are recorded. A change counts from the next connection on. */
@Component
public class RecordingPolicies {

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final AuditLog audit;
    private final Clock clock;

    public RecordingPolicies(JdbcClient jdbc, TransactionOperations transactions, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** A bundle and what is said of it. */
    public record Said(BundleId bundle, String name, RecordingPolicy policy) {}

    public RecordingPolicy of(BundleId bundle) {
        return jdbc.sql("select mode, required, players, keep_days from recording_policy where bundle_id = :bundle")
                .param("bundle", bundle.value())
                .query(RecordingPolicies::policy)
                .optional()
                .orElse(RecordingPolicy.NONE);
    }

    /** Of every bundle, by name. */
    public List<Said> all() {
        return jdbc.sql("""
                        select b.id, b.name, coalesce(p.mode, 'OFF') as mode, coalesce(p.required, false) as required,
                               coalesce(p.players, 'AUDITORS') as players, coalesce(p.keep_days, 30) as keep_days
                          from bundle b left join recording_policy p on p.bundle_id = b.id
                         order by b.name
                        """)
                .query((row, number) -> new Said(
                        new BundleId(row.getObject("id", UUID.class)), row.getString("name"), policy(row, number)))
                .list();
    }

    public void set(BundleId bundle, RecordingPolicy policy, Author author) {
        transactions.executeWithoutResult(status -> {
            RecordingPolicy before = of(bundle);
            int written = jdbc.sql("""
                            insert into recording_policy (bundle_id, mode, required, players, keep_days, changed_at)
                            select id, :mode, :required, :players, :keep, :now from bundle where id = :bundle
                            on conflict (bundle_id) do update
                               set mode = excluded.mode, required = excluded.required, players = excluded.players,
                                   keep_days = excluded.keep_days, changed_at = excluded.changed_at
                            """)
                    .param("mode", policy.mode().name())
                    .param("required", policy.required())
                    .param("players", policy.players().name())
                    .param("keep", policy.keepDays())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("bundle", bundle.value())
                    .update();
            if (written == 0) {
                throw new NotFoundException("bundle", bundle);
            }
            audit.record(AuditEntry.of(
                            Actor.of(author.person()),
                            "recording.policy",
                            "bundle",
                            bundle,
                            Outcome.DONE,
                            policy.records()
                                    ? "Sessions of the bundle are recorded from now on."
                                    : "Sessions of the bundle are not recorded from now on.")
                    .from(author.address())
                    .changing(fields(before), fields(policy)));
        });
    }

    private static Map<String, Object> fields(RecordingPolicy policy) {
        return Map.of(
                "mode", policy.mode().name(),
                "required", policy.required(),
                "players", policy.players().name(),
                "keepDays", policy.keepDays());
    }

    private static RecordingPolicy policy(ResultSet row, int number) throws SQLException {
        return new RecordingPolicy(
                RecordingPolicy.Mode.valueOf(row.getString("mode")),
                row.getBoolean("required"),
                Players.valueOf(row.getString("players")),
                row.getInt("keep_days"));
    }
}
