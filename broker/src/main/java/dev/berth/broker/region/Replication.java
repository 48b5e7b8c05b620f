package dev.berth.broker.region;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * PostgreSQL's logical replication between regions: a publication of this region's own rows, and a subscription per
 * peer. Each verb may be repeated, and cut off anywhere.
 */
@Component
public class Replication {

    /** What is published, and what goes when this region parts from a peer. */
    public static final List<String> TABLES = List.of(
            "region",
            "region_hearing",
            "connection_alias",
            "alias_acceptance",
            "alias_claim",
            "person_claim",
            "resident",
            "set_up",
            "standby_wish",
            "standby",
            "drill_call",
            "drill_answer");

    private static final String PUBLICATION = "berth";
    private static final int SUFFIX_BYTES = 4;
    private static final int VERSIONS = 10_000;
    private static final int LEAST_VERSION = 16 * VERSIONS;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final RegionName self;

    public Replication(JdbcClient jdbc, PlatformTransactionManager transactions, RegionSettings region) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.self = new RegionName(region.name());
    }

    /** Of this region's rows alone. A name of a region has nothing in it that SQL would read. */
    public void publish() {
        boolean published = jdbc.sql("select exists (select from pg_publication where pubname = :name)")
                .param("name", PUBLICATION)
                .query(Boolean.class)
                .single();
        if (!published) {
            jdbc.sql(TABLES.stream()
                            .map(table -> table + " where (home_region = '" + self.value() + "')")
                            .collect(Collectors.joining(
                                    ", table ", "create publication " + PUBLICATION + " for table ", "")))
                    .update();
            return;
        }
        List<String> missing = new ArrayList<>(TABLES);
        missing.removeAll(jdbc.sql("select tablename from pg_publication_tables where pubname = :name")
                .param("name", PUBLICATION)
                .query(String.class)
                .list());
        // A version before knew of fewer tables.
        for (String table : missing) {
            jdbc.sql("alter publication %s add table %s where (home_region = '%s')"
                            .formatted(PUBLICATION, table, self.value()))
                    .update();
        }
    }

    /**
     * Copies tables too that the peer publishes since it has a newer version. A subscription has to be at work for that,
     * so whatever else the peer may offer is refused by the tables themselves before it is looked at.
     */
    public void follow(Peer peer) {
        String subscription = subscription(peer.name());
        boolean lacksSome = jdbc.sql("""
                        select s.subenabled and (select count(*) from pg_subscription_rel r where r.srsubid = s.oid) < :all
                          from pg_subscription s join pg_database d on d.oid = s.subdbid
                         where s.subname = :name and d.datname = current_database()
                        """)
                .param("name", subscription)
                .param("all", TABLES.size())
                .query(Boolean.class)
                .optional()
                .orElse(false);
        if (lacksSome) {
            guard();
            jdbc.sql("alter subscription " + subscription + " refresh publication")
                    .update();
            enable(peer);
        }
    }

    /** From now on no table takes a row from a peer but those that regions share. */
    private void guard() {
        jdbc.sql("""
                        select c.relname from pg_class c
                         where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
                           and c.relname not in (:tables)
                           and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'not_from_peers')
                        """).param("tables", TABLES).query(String.class).list().forEach(table -> {
            jdbc.sql("create trigger not_from_peers before insert or update or delete on \"" + table
                            + "\" for each row execute function not_from_peers()")
                    .update();
            jdbc.sql("alter table \"" + table + "\" enable replica trigger not_from_peers")
                    .update();
        });
    }

    /**
     * Copies what the peer has, and from then on what it writes. Returns once the peer's database answered. Nothing is
     * copied before it is known that the peer publishes no other table: which ones a subscription fills, the peer says.
     *
     * @throws DataAccessException if it does not, or refuses, or offers other tables
     */
    public void subscribe(Peer peer) {
        String subscription = subscription(peer.name());
        if (!isSubscribed(peer.name())) {
            requireVersion();
            forget(peer.name());
            String suffix = HexFormat.of().formatHex(randomBytes());
            // No value of the connection has a quote that is not the connection's own, and those are doubled here.
            jdbc.sql(
                            "create subscription %s connection '%s' publication %s with (slot_name = '%s', origin = none, enabled = false)"
                                    .formatted(
                                            subscription,
                                            peer.connection().conninfo().replace("'", "''"),
                                            PUBLICATION,
                                            slotPrefix(self) + suffix))
                    .update();
        }
        enable(peer);
    }

    /** @throws DataAccessException before PostgreSQL 16, which knows no origins and lets superusers alone subscribe */
    private void requireVersion() {
        int version = jdbc.sql("select current_setting('server_version_num')::integer")
                .query(Integer.class)
                .single();
        if (version < LEAST_VERSION) {
            throw new DataIntegrityViolationException("this region's database is PostgreSQL " + version / VERSIONS
                    + "; two regions need 16 or newer in each");
        }
    }

    private void enable(Peer peer) {
        String subscription = subscription(peer.name());
        List<String> others = otherTables(peer.name());
        if (!others.isEmpty()) {
            jdbc.sql("alter subscription " + subscription + " disable").update();
            throw new DataIntegrityViolationException("it publishes " + others + ", and a peer's rows go into " + TABLES
                    + " alone; nothing is copied. Part from it");
        }
        jdbc.sql("alter subscription " + subscription + " enable").update();
    }

    /** What the subscription would fill besides the tables that regions share. */
    private List<String> otherTables(RegionName peer) {
        return jdbc.sql("""
                        select n.nspname || '.' || c.relname
                          from pg_subscription_rel r
                          join pg_subscription s on s.oid = r.srsubid
                          join pg_database d on d.oid = s.subdbid
                          join pg_class c on c.oid = r.srrelid
                          join pg_namespace n on n.oid = c.relnamespace
                         where s.subname = :name and d.datname = current_database()
                           and not (n.nspname = current_schema() and c.relname in (:tables))
                         order by 1
                        """)
                .param("name", subscription(peer))
                .param("tables", TABLES)
                .query(String.class)
                .list();
    }

    /**
     * Ends what {@link #subscribe} began, and deletes what was copied. A peer that cannot be reached keeps its end, which
     * it clears away when it parts from this region.
     */
    public void part(Peer peer) {
        if (isSubscribed(peer.name())) {
            String subscription = subscription(peer.name());
            jdbc.sql("alter subscription " + subscription + " disable").update();
            try {
                jdbc.sql("drop subscription " + subscription).update();
            } catch (DataAccessException e) {
                // The peer's slot could not be dropped: without the slot's name the subscription goes alone.
                jdbc.sql("alter subscription " + subscription + " set (slot_name = none)")
                        .update();
                jdbc.sql("drop subscription " + subscription).update();
            }
        }
        forget(peer.name());
        dropSlots(peer.name(), true);
    }

    /** Slots that a try to subscribe left behind, where a later one of the same peer is in use. */
    public void tidySlots(RegionName peer) {
        dropSlots(peer, false);
    }

    private void dropSlots(RegionName peer, boolean all) {
        jdbc.sql("""
                        select pg_drop_replication_slot(s.slot_name)::text
                          from pg_replication_slots s
                         where s.slot_name ~ :pattern and s.database = current_database() and not s.active
                           and (:all or exists (select from pg_replication_slots o
                                                 where o.slot_name ~ :pattern and o.active
                                                   and o.database = current_database()))
                        """)
                .param("pattern", slotPattern(peer))
                .param("all", all)
                .query((row, number) -> number)
                .list();
    }

    public boolean isSubscribed(RegionName peer) {
        return jdbc.sql("""
                        select exists (select from pg_subscription s join pg_database d on d.oid = s.subdbid
                                        where s.subname = :name and d.datname = current_database())
                        """)
                .param("name", subscription(peer))
                .query(Boolean.class)
                .single();
    }

    /** A copy that is begun anew begins with nothing. */
    private void forget(RegionName peer) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql("select set_config('berth.parting_from', :peer, true)")
                    .param("peer", peer.value())
                    .query(String.class)
                    .single();
            for (String table : TABLES) {
                jdbc.sql("delete from " + table + " where home_region = :peer")
                        .param("peer", peer.value())
                        .update();
            }
        });
    }

    static String subscription(RegionName peer) {
        return "berth_from_" + inSql(peer);
    }

    static String slotPattern(RegionName subscriber) {
        return "^" + slotPrefix(subscriber) + "[0-9a-f]{8}$";
    }

    private static String slotPrefix(RegionName subscriber) {
        return "berth_to_" + inSql(subscriber) + "_";
    }

    private static String inSql(RegionName region) {
        return region.value().replace('-', '_');
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[SUFFIX_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }
}
