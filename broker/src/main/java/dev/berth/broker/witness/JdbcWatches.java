package dev.berth.broker.witness;

import dev.berth.broker.region.AliasId;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which aliases fail over by themselves as far as this region is concerned, and what came of asking. */
@Component
class JdbcWatches {

    /** Of a sentence, in UTF-16 units. */
    private static final int MOST_SHOWN = 500;

    private final JdbcClient jdbc;

    JdbcWatches(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * That an alias fails over by itself.
     *
     * @param mayLose how many people's work may be older than it should when it does
     * @param wanted false while it is switched off and the lease is being given back
     */
    record Watch(AliasId alias, URI witness, int mayLose, boolean wanted, Instant changedAt, String changedBy) {}

    /**
     * What came of asking.
     *
     * @param silent how long ago the last answer was; null before the first
     * @param renewed how long ago the lease was granted there, as of that answer; null where none was
     * @param sentence why the latest try came to nothing; null when it did not
     */
    record Contact(
            @Nullable Duration silent,
            @Nullable Duration renewed,
            @Nullable String sentence) {

        static final Contact NEVER = new Contact(null, null, null);

        boolean within(Duration limit) {
            return silent != null && silent.compareTo(limit) <= 0;
        }
    }

    List<Watch> list() {
        return jdbc.sql("select * from alias_watch order by alias_id")
                .query((row, number) -> watch(row))
                .list();
    }

    Optional<Watch> find(AliasId alias) {
        return list().stream().filter(watch -> watch.alias().equals(alias)).findFirst();
    }

    /** One that is to be switched off, until what it had is given back. */
    void put(Watch watch) {
        jdbc.sql("""
                        insert into alias_watch (alias_id, witness, may_lose, wanted, changed_at, changed_by)
                        values (:alias, :witness, :lose, :wanted, :at, :by)
                        on conflict (alias_id) do update
                           set witness = excluded.witness, may_lose = excluded.may_lose, wanted = excluded.wanted,
                               changed_at = excluded.changed_at, changed_by = excluded.changed_by
                        """)
                .param("alias", watch.alias().value())
                .param("witness", watch.witness().toString())
                .param("lose", watch.mayLose())
                .param("wanted", watch.wanted())
                .param("at", watch.changedAt().atOffset(ZoneOffset.UTC))
                .param("by", watch.changedBy())
                .update();
    }

    void drop(AliasId alias) {
        jdbc.sql("delete from alias_watch where alias_id = :alias")
                .param("alias", alias.value())
                .update();
        jdbc.sql("delete from watch_contact where alias_id = :alias")
                .param("alias", alias.value())
                .update();
    }

    /** Higher than every one of this region before. */
    long number() {
        return jdbc.sql("select nextval('lease_question')").query(Long.class).single();
    }

    /**
     * Whoever was asked heard a higher one: this database was put back to an older state. One that is out of all reason is
     * left: no number would follow it, and nobody would be asked any more.
     */
    void numberAfter(long heard) {
        long next = number();
        if (heard >= next && heard - next <= LeaseTalk.MOST_LEAP) {
            jdbc.sql("select setval('lease_question', greatest(:heard, nextval('lease_question')))")
                    .param("heard", heard)
                    .query(Long.class)
                    .single();
        }
    }

    /**
     * @param renewed how long ago the lease was granted there; null where none was
     * @param sentence null where the answer helps
     */
    void answered(AliasId alias, Listener who, @Nullable Duration renewed, @Nullable String sentence) {
        write(alias, who, true, renewed, sentence);
    }

    void silent(AliasId alias, Listener who, String sentence) {
        write(alias, who, false, null, sentence);
    }

    private void write(
            AliasId alias, Listener who, boolean answered, @Nullable Duration renewed, @Nullable String sentence) {
        jdbc.sql("""
                        insert into watch_contact as c (alias_id, asked, asked_at, answered_at, renewed_at, sentence)
                        values (:alias, :asked, clock_timestamp(), case when :answered then clock_timestamp() end,
                                clock_timestamp() - make_interval(secs => :renewed), :sentence)
                        on conflict (alias_id, asked) do update
                           set asked_at = excluded.asked_at,
                               answered_at = coalesce(excluded.answered_at, c.answered_at),
                               renewed_at = case when :answered then excluded.renewed_at else c.renewed_at end,
                               sentence = excluded.sentence
                        """)
                .param("alias", alias.value())
                .param("asked", who.kind())
                .param("answered", answered)
                .param("renewed", renewed == null ? null : renewed.toMillis() / 1000.0, Types.DOUBLE)
                .param("sentence", sentence == null ? null : shown(sentence))
                .update();
    }

    /** It is another place's word, or says what came from there. */
    private static String shown(String sentence) {
        String seen = sentence.replaceAll("\\p{Cntrl}", " ");
        return seen.length() <= MOST_SHOWN ? seen : seen.substring(0, MOST_SHOWN) + "…";
    }

    Contact contact(AliasId alias, Listener who) {
        return jdbc.sql("""
                        select sentence, extract(epoch from clock_timestamp() - answered_at) * 1000 as silent_millis,
                               extract(epoch from clock_timestamp() - renewed_at) * 1000 as renewed_millis
                          from watch_contact where alias_id = :alias and asked = :asked
                        """)
                .param("alias", alias.value())
                .param("asked", who.kind())
                .query((row, number) ->
                        new Contact(age(row, "silent_millis"), age(row, "renewed_millis"), row.getString("sentence")))
                .optional()
                .orElse(Contact.NEVER);
    }

    private static @Nullable Duration age(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Duration.ofMillis(Math.max(0, millis));
    }

    private static Watch watch(ResultSet row) throws SQLException {
        return new Watch(
                new AliasId(row.getObject("alias_id", UUID.class)),
                URI.create(row.getString("witness")),
                row.getInt("may_lose"),
                row.getBoolean("wanted"),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getString("changed_by"));
    }
}
