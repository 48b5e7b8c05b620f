package dev.berth.broker.selfservice;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.StaleRevisionException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what people may choose for their desktops of each bundle. */
@Component
public class BundleBoundsBook {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Compute>> SIZES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    BundleBoundsBook(JdbcClient jdbc, AuditLog audit, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param revision 0 where nothing was ever set */
    public record Kept(BundleBounds bounds, long revision) {}

    public Kept kept(BundleId bundle) {
        return jdbc.sql("""
                        select sizes, modes, most_auto_stop_minutes, most_user_volume_mib, revision
                          from bundle_self_service
                         where bundle_id = :bundle
                        """)
                .param("bundle", bundle.value())
                .query((row, number) -> kept(row))
                .optional()
                .orElse(new Kept(BundleBounds.NONE, 0));
    }

    /** Counts from the next wish on; what was chosen before stays. */
    public Kept change(BundleId bundle, long revision, BundleBounds bounds, Actor actor) {
        transaction.executeWithoutResult(status -> set(bundle, revision, bounds, actor));
        return kept(bundle);
    }

    private void set(BundleId bundle, long revision, BundleBounds bounds, Actor actor) {
        Kept before = kept(bundle);
        if (before.revision() != revision || write(bundle, revision, bounds) != 1) {
            throw new StaleRevisionException("self-service of bundle", bundle.toString(), revision);
        }
        audit.record(AuditEntry.of(actor, "bundle.self-service", "bundle", bundle, Outcome.DONE, "Changed by hand.")
                .changing(Map.of("choices", before.bounds().toString()), Map.of("choices", bounds.toString())));
    }

    private int write(BundleId bundle, long revision, BundleBounds bounds) {
        try {
            return jdbc.sql("""
                            insert into bundle_self_service as b (bundle_id, sizes, modes, most_auto_stop_minutes,
                                                                  most_user_volume_mib)
                            values (:bundle, :sizes::jsonb, :modes::text[], :minutes, :mib)
                                on conflict (bundle_id) do update
                               set sizes = excluded.sizes, modes = excluded.modes,
                                   most_auto_stop_minutes = excluded.most_auto_stop_minutes,
                                   most_user_volume_mib = excluded.most_user_volume_mib, revision = b.revision + 1
                             where b.revision = :revision
                            """)
                    .param("bundle", bundle.value())
                    .param("sizes", bounds.sizes() == null ? null : JSON.writeValueAsString(bounds.sizes()))
                    .param("modes", modes(bounds.modes()))
                    .param("minutes", bounds.mostAutoStopMinutes(), Types.INTEGER)
                    .param("mib", bounds.mostUserVolumeMib(), Types.BIGINT)
                    .param("revision", revision)
                    .update();
        } catch (DataIntegrityViolationException e) {
            throw new NotFoundException("bundle", bundle);
        }
    }

    /** As PostgreSQL writes an array of plain words. */
    private static @Nullable String modes(@Nullable List<RunningMode> modes) {
        return modes == null
                ? null
                : "{" + String.join(",", modes.stream().map(Enum::name).toList()) + "}";
    }

    private static Kept kept(ResultSet row) throws SQLException {
        String sizes = row.getString("sizes");
        Array modes = row.getArray("modes");
        int minutes = row.getInt("most_auto_stop_minutes");
        boolean anyMinutes = row.wasNull();
        long mib = row.getLong("most_user_volume_mib");
        boolean anyMib = row.wasNull();
        return new Kept(
                new BundleBounds(
                        sizes == null ? null : JSON.readValue(sizes, SIZES),
                        modes == null
                                ? null
                                : Arrays.stream((String[]) modes.getArray())
                                        .map(RunningMode::valueOf)
                                        .toList(),
                        anyMinutes ? null : minutes,
                        anyMib ? null : mib),
                row.getLong("revision"));
    }
}
