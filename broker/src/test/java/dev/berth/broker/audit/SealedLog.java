package dev.berth.broker.audit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.region.RegionKey;
import dev.berth.broker.region.RegionKeySettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit log as one node has it, and its database as the owner has it. */
final class SealedLog implements AutoCloseable {

    final HikariDataSource database;
    final JdbcClient sql;
    final TransactionTemplate transaction;
    final AuditLog log;
    final Sealer sealer;
    final AuditChain chain;
    final HeadFile file;

    private SealedLog(HikariDataSource database, Path key, Path data) {
        this.database = database;
        this.sql = JdbcClient.create(database);
        var transactions = new JdbcTransactionManager(database);
        this.transaction = new TransactionTemplate(transactions);
        this.log = new AuditLog(sql, Clock.systemUTC());
        this.file = new HeadFile(new AuditSettings(data, new AuditSettings.Audit(null, Duration.ZERO)));
        var hash = new ChainHash(new RegionKey(new RegionKeySettings(key, null)));
        var rows = new JdbcChain(sql);
        this.sealer = new Sealer(
                rows, new ChainEnd(rows, hash, file), hash, transactions, Clock.systemUTC(), new SchemaContract(sql));
        this.chain = new AuditChain(rows, hash, file, transactions, Clock.systemUTC());
    }

    static SealedLog inA(Path folder) {
        var pool = new HikariConfig();
        pool.setDataSource(TestDatabase.fresh());
        pool.setMaximumPoolSize(20);
        pool.setMinimumIdle(0);
        return new SealedLog(new HikariDataSource(pool), folder, folder);
    }

    @Override
    public void close() {
        database.close();
    }

    /** Another node of the same region, or the same node started anew. */
    SealedLog node(Path key, Path data) {
        return new SealedLog(database, key, data);
    }

    /** Writes as many entries, in one transaction each. */
    void record(int entries) {
        for (int i = 1; i <= entries; i++) {
            log.record(entry("thing-" + i));
        }
    }

    static AuditEntry entry(String thing) {
        return AuditEntry.of(new Actor.Nobody("ann"), "desktop.stop", "desktop", thing, Outcome.DONE, "Idle.")
                .changing(Map.of("state", "AVAILABLE", "idle", 3.5), Map.of("state", "STOPPED"));
    }

    /** As the database's owner does it, who can switch off what protects the tables. */
    void tamper(String... statements) {
        sql.sql("alter table audit_entry disable trigger all").update();
        sql.sql("alter table audit_link disable trigger all").update();
        for (String statement : statements) {
            sql.sql(statement).update();
        }
        sql.sql("alter table audit_entry enable always trigger only_added_to").update();
        sql.sql("alter table audit_link enable always trigger only_added_to").update();
    }

    List<ChainFault> faults() {
        return chain.verify(List.of()).faults();
    }

    long count(String table) {
        return sql.sql("select count(*) from " + table).query(Long.class).single();
    }
}
