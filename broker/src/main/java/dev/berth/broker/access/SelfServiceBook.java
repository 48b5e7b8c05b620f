package dev.berth.broker.access;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people may do themselves, and when they last did what waits. There is one directory per region. */
@Component
public class SelfServiceBook {

    private final JdbcClient jdbc;
    private final RegionSettings region;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    SelfServiceBook(JdbcClient jdbc, RegionSettings region, AuditLog audit, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.region = region;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param revision 0 where nothing was ever set */
    public record Kept(SelfServicePolicy policy, long revision) {}

    public Kept kept() {
        return jdbc.sql("select * from self_service where home_region = :region")
                .param("region", region.name())
                .query(SelfServiceBook::read)
                .optional()
                .orElse(new Kept(SelfServicePolicy.DEFAULT, 0));
    }

    /** Counts at once. */
    public Kept change(long revision, SelfServicePolicy policy, Actor actor) {
        transaction.executeWithoutResult(status -> set(revision, policy, actor));
        return kept();
    }

    private void set(long revision, SelfServicePolicy policy, Actor actor) {
        Kept before = kept();
        int set = jdbc.sql("""
                        insert into self_service as s (home_region, restart, rebuild, restore, change_mode, grow_volume,
                                                       change_compute)
                        select :region, :restart, :rebuild, :restore, :changeMode, :growVolume, :changeCompute
                         where :revision = 0 or exists (select from self_service where home_region = :region)
                            on conflict (home_region) do update
                           set restart = excluded.restart, rebuild = excluded.rebuild, restore = excluded.restore,
                               change_mode = excluded.change_mode, grow_volume = excluded.grow_volume,
                               change_compute = excluded.change_compute, revision = s.revision + 1
                         where s.revision = :revision
                        """)
                .param("region", region.name())
                .param("restart", policy.restart())
                .param("rebuild", policy.rebuild())
                .param("restore", policy.restore())
                .param("changeMode", policy.changeMode())
                .param("growVolume", policy.growVolume())
                .param("changeCompute", policy.changeCompute())
                .param("revision", revision)
                .update();
        if (set != 1) {
            throw new StaleRevisionException("self-service", region.name(), revision);
        }
        audit.record(AuditEntry.of(
                        actor, "self-service.change", "self-service", region.name(), Outcome.DONE, "Changed by hand.")
                .changing(Map.of("policy", before.policy().toString()), Map.of("policy", policy.toString())));
    }

    /** Notes that somebody did something that is to wait before it is done again. */
    public void used(DesktopId desktop, SelfServiceAction action, boolean smaller, Instant at) {
        jdbc.sql(
                        "insert into self_service_use (desktop_id, action, smaller, at) values (:desktop, :action, :smaller, :at)")
                .param("desktop", desktop.value())
                .param("action", action.name())
                .param("smaller", smaller)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static Kept read(ResultSet row, int number) throws SQLException {
        var policy = new SelfServicePolicy(
                row.getBoolean("restart"),
                row.getBoolean("rebuild"),
                row.getBoolean("restore"),
                row.getBoolean("change_mode"),
                row.getBoolean("grow_volume"),
                row.getBoolean("change_compute"));
        return new Kept(policy, row.getLong("revision"));
    }
}
