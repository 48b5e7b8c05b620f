package dev.berth.broker.standby;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes for whom the peer keeps desktops ready. Whether the actor may do it was decided before. */
@Component
public class StandbyPolicies {

    private static final String KIND = "standby policy";

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    StandbyPolicies(JdbcClient jdbc, AuditLog audit, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    public List<StandbyPolicy> list() {
        return jdbc.sql("select * from standby_policy order by created_at, id")
                .query(StandbyPolicies::read)
                .list();
    }

    /** Where several cover a desktop, the shortest interval counts. */
    public StandbyPolicy create(
            Optional<BundleId> bundle,
            Optional<String> group,
            Optional<String> groupName,
            Duration every,
            Actor actor) {
        var policy = new StandbyPolicy(UUID.randomUUID(), bundle, group, groupName, every, 1);
        transaction.executeWithoutResult(status -> {
            insert(policy);
            record(actor, "create", policy.id(), null, policy);
        });
        return policy;
    }

    /** Desktops that stand by stay; nothing more is sent for those that no other policy covers. */
    public void delete(UUID id, Actor actor) {
        StandbyPolicy before = list().stream()
                .filter(policy -> policy.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(KIND, id));
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from standby_policy where id = :id")
                    .param("id", id)
                    .update();
            record(actor, "delete", id, before, null);
        });
    }

    private void insert(StandbyPolicy policy) {
        try {
            jdbc.sql("""
                            insert into standby_policy (id, bundle_id, group_sid, group_name, every_seconds, created_at)
                            values (:id, :bundle, :group, :name, :every, :now)
                            """)
                    .param("id", policy.id())
                    .param("bundle", policy.bundle().map(BundleId::value).orElse(null))
                    .param("group", policy.group().orElse(null))
                    .param("name", policy.groupName().orElse(null))
                    .param("every", policy.every().toSeconds())
                    .param("now", JdbcStandbys.utc(clock.instant()))
                    .update();
        } catch (DataIntegrityViolationException e) {
            throw new ChangeRefusedException(
                    "Cannot make the standby policy: there is one for that bundle and group already, or no such bundle.",
                    e);
        }
    }

    private void record(
            Actor actor, String verb, UUID id, @Nullable StandbyPolicy before, @Nullable StandbyPolicy after) {
        audit.record(AuditEntry.of(actor, "standby." + verb, "standby", id, Outcome.DONE, "Changed by hand.")
                .changing(fields(before), fields(after)));
    }

    private static @Nullable Map<String, ?> fields(@Nullable StandbyPolicy policy) {
        return policy == null
                ? null
                : Map.of(
                        "bundle", policy.bundle().map(BundleId::toString).orElse("all"),
                        "group", policy.groupName().orElse("everybody"),
                        "everySeconds", policy.every().toSeconds());
    }

    private static StandbyPolicy read(ResultSet row, int number) throws SQLException {
        return new StandbyPolicy(
                row.getObject("id", UUID.class),
                Optional.ofNullable(row.getObject("bundle_id", UUID.class)).map(BundleId::new),
                Optional.ofNullable(row.getString("group_sid")),
                Optional.ofNullable(row.getString("group_name")),
                Duration.ofSeconds(row.getLong("every_seconds")),
                row.getLong("revision"));
    }
}
