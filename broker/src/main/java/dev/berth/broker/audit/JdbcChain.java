package dev.berth.broker.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The chain's rows. */
@Component
final class JdbcChain {

    /** "BerthAud" in ASCII: whoever holds it is the one sealer of all nodes. */
    private static final long SEALER_LOCK = 0x4265727468417564L;

    private final JdbcClient jdbc;

    JdbcChain(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the transaction ends. */
    boolean becomeSealer() {
        return jdbc.sql("select pg_try_advisory_xact_lock(:lock)")
                .param("lock", SEALER_LOCK)
                .query(Boolean.class)
                .single();
    }

    long horizon() {
        return jdbc.sql("select horizon from audit_sealing").query(Long.class).single();
    }

    void moveHorizon(long to) {
        jdbc.sql("update audit_sealing set horizon = :to where horizon < :to")
                .param("to", to)
                .update();
    }

    /** The greatest id that can be seen, and that Berth's own counting gave: whoever had a smaller one began before. */
    long greatestSeen() {
        return jdbc.sql("""
                        select coalesce(max(id), 0)
                          from audit_entry
                         where id <= (select last_value from audit_entry_id_seq)
                        """).query(Long.class).single();
    }

    /**
     * The transactions that may have written entries and are not over. A writer has its lock on the table before it is
     * given an id, and keeps it until what it wrote can be seen or is gone.
     */
    Set<String> writers() {
        return Set.copyOf(jdbc.sql("""
                        select distinct virtualtransaction
                          from pg_locks
                         where locktype = 'relation'
                           and database = (select oid from pg_database where datname = current_database())
                           and relation = 'audit_entry'::regclass
                           and granted
                           and mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                                        'AccessExclusiveLock')
                        """).query(String.class).list());
    }

    /** Beyond the horizon and without a place, in the order of their ids. */
    List<EntryColumns> unsealed(long horizon, int limit) {
        return jdbc.sql("select " + EntryColumns.SELECTED + """
                          from audit_entry e
                         where e.id > :horizon
                           and not exists (select 1 from audit_link l where l.entry_id = e.id)
                         order by e.id
                         limit :limit
                        """)
                .param("horizon", horizon)
                .param("limit", limit)
                .query((row, number) -> EntryColumns.of(row))
                .list();
    }

    /** Gives the entries the places after the last one. */
    void append(long last, List<Long> entries, List<String> hashes, Instant sealedAt) {
        jdbc.sql("""
                        insert into audit_link (position, entry_id, hash, sealed_at)
                        select :last + added.number, added.entry, decode(added.hash, 'hex'), :sealedAt
                          from unnest(:entries::bigint[], :hashes::text[]) with ordinality
                                   as added (entry, hash, number)
                        """)
                .param("last", last)
                .param("entries", entries.toArray(Long[]::new))
                .param("hashes", hashes.toArray(String[]::new))
                .param("sealedAt", sealedAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<ChainLink> last() {
        return jdbc.sql(links("order by l.position desc limit 1"))
                .query(JdbcChain::link)
                .optional();
    }

    Optional<ChainLink> at(long position) {
        return jdbc.sql(links("where l.position = :position"))
                .param("position", position)
                .query(JdbcChain::link)
                .optional();
    }

    List<ChainLink> after(long position, int limit) {
        return jdbc.sql(links("where l.position > :position order by l.position limit :limit"))
                .param("position", position)
                .param("limit", limit)
                .query(JdbcChain::link)
                .list();
    }

    /** Entries that the sealer has passed and that yet have no place: it did not see them come. */
    List<EntryColumns> passedOver(int limit) {
        return jdbc.sql("select " + EntryColumns.SELECTED + """
                          from audit_entry e
                         where e.id <= (select horizon from audit_sealing)
                           and not exists (select 1 from audit_link l where l.entry_id = e.id)
                         order by e.id
                         limit :limit
                        """)
                .param("limit", limit)
                .query((row, number) -> EntryColumns.of(row))
                .list();
    }

    Waiting waiting() {
        return jdbc.sql("""
                        select count(*) as entries, min(e.at) as oldest
                          from audit_entry e
                         where e.id > (select horizon from audit_sealing)
                           and not exists (select 1 from audit_link l where l.entry_id = e.id)
                        """)
                .query((row, number) -> new Waiting(
                        row.getLong("entries"),
                        Optional.ofNullable(row.getObject("oldest", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)))
                .single();
    }

    /** Entries that wait for their place. */
    record Waiting(long entries, Optional<Instant> oldest) {}

    private static String links(String which) {
        return "select l.position, l.entry_id, l.hash, l.sealed_at, " + EntryColumns.SELECTED
                + " from audit_link l left join audit_entry e on e.id = l.entry_id " + which;
    }

    private static ChainLink link(ResultSet row, int number) throws SQLException {
        boolean gone = row.getObject("id") == null;
        return new ChainLink(
                row.getLong("position"),
                row.getLong("entry_id"),
                HexFormat.of().formatHex(row.getBytes("hash")),
                row.getObject("sealed_at", OffsetDateTime.class).toInstant(),
                gone ? null : EntryColumns.of(row));
    }
}
