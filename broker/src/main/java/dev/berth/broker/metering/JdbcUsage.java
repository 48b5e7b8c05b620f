package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The record of what ran, read one desktop after the other. Triggers of the database write it. */
@Component
class JdbcUsage {

    private static final int ROWS_AT_ONCE = 5_000;
    private static final long ONE_AT_A_TIME = 0x62657274685f6d74L;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    JdbcUsage(DataSource database, PlatformTransactionManager transactions) {
        var template = new JdbcTemplate(database);
        // Rows come in portions, and only inside a transaction: a month of a large region does not fit into memory.
        template.setFetchSize(ROWS_AT_ONCE);
        jdbc = JdbcClient.create(template);
        transaction = new TransactionTemplate(transactions);
    }

    /**
     * What is wanted of the record.
     *
     * @param span whose runs and visits, with the runs that an hour of theirs may go on from
     * @param months in which it is of interest that a desktop existed
     * @param visits who may have been there; those before the span by so much too
     */
    record Question(Span span, Span months, @Nullable Duration visits) {}

    void each(Question question, Instant now, Consumer<History> consumer) {
        var reader = new HistoryReader(consumer);
        Duration before = question.visits();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                            with row as (
                                select kind, desktop_id, person_id, bundle_id, running_mode, null::uuid as session_id, began_at,
                                       coalesce(ended_at, greatest(began_at, :now)) as until
                                  from usage_interval
                                 where kind = 'KEPT' and began_at < :keptTo and (ended_at is null or ended_at > :keptFrom)
                                union all
                                select u.kind, u.desktop_id, u.person_id, u.bundle_id, u.running_mode, null, u.began_at,
                                       coalesce(u.ended_at, greatest(u.began_at, least(u.seen_at, d.stop_due_at)))
                                  from usage_interval u
                                  left join desktop d on d.id = u.desktop_id and u.ended_at is null
                                 where u.kind = 'RUN' and u.began_at < :to
                                   and u.chain_id in (select chain_id
                                                        from usage_interval
                                                       where kind = 'RUN' and began_at < :to
                                                         and (ended_at is null or ended_at > :chainFrom))
                                union all
                                select 'USE', p.desktop_id, p.person_id, null, null, p.session_id, p.began_at,
                                       coalesce(p.ended_at, greatest(p.began_at, :now))
                                  from session_presence p
                                 where :visits and p.began_at < :to and (p.ended_at is null or p.ended_at > :useFrom))
                            select * from row order by desktop_id, began_at, until
                            """)
                    .param("now", utc(now))
                    .param("keptFrom", utc(question.months().from()))
                    .param("keptTo", utc(question.months().to()))
                    // An hour that began before the span may reach into it.
                    .param("chainFrom", utc(question.span().from().minus(Duration.ofHours(1))))
                    .param("to", utc(question.span().to()))
                    .param("visits", before != null)
                    .param("useFrom", utc(question.span().from().minus(before == null ? Duration.ZERO : before)))
                    .query((RowCallbackHandler) reader::take);
            reader.finish();
        });
    }

    /** The first moment of which there is a record; empty when there is none. */
    Optional<Instant> recordedFrom() {
        return jdbc
                .sql("select began_at from usage_interval where kind = 'KEPT' order by began_at limit 1")
                .query((row, number) -> instant(row, "began_at"))
                .list()
                .stream()
                .findFirst();
    }

    /** Notes of what runs that it was seen running. */
    void seen(Instant now, Duration healthInterval) {
        transaction.executeWithoutResult(status -> {
            boolean mine = jdbc.sql("select pg_try_advisory_xact_lock(:key)")
                    .param("key", ONE_AT_A_TIME)
                    .query(Boolean.class)
                    .single();
            if (mine) {
                // A desktop that is due again in the future was looked at a health interval before that, or later.
                jdbc.sql("""
                                update usage_interval u
                                   set seen_at = least(:now, d.retry_at - :interval * interval '1 millisecond')
                                  from desktop d
                                 where d.id = u.desktop_id and u.kind = 'RUN' and u.ended_at is null
                                   and d.power = 'RUNNING' and d.retry_at > :now
                                   and least(:now, d.retry_at - :interval * interval '1 millisecond') > u.seen_at
                                """)
                        .param("now", utc(now))
                        .param("interval", healthInterval.toMillis())
                        .update();
            }
        });
    }

    static Usage usage(ResultSet row) throws SQLException {
        return new Usage(
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new PersonId(row.getObject("person_id", UUID.class)),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                RunningMode.valueOf(row.getString("running_mode")),
                instant(row, "began_at"),
                instant(row, "until"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    /** Makes histories of rows that come by desktop. */
    private static final class HistoryReader {

        private final Consumer<History> consumer;
        private @Nullable UUID desktop;
        private final List<Usage> kept = new ArrayList<>();
        private final List<Usage> runs = new ArrayList<>();
        private final List<Visit> visits = new ArrayList<>();

        HistoryReader(Consumer<History> consumer) {
            this.consumer = consumer;
        }

        void take(ResultSet row) throws SQLException {
            UUID next = row.getObject("desktop_id", UUID.class);
            if (!Objects.equals(next, desktop)) {
                finish();
                desktop = next;
            }
            switch (row.getString("kind")) {
                case "KEPT" -> kept.add(usage(row));
                case "RUN" -> runs.add(usage(row));
                default ->
                    visits.add(new Visit(
                            new PersonId(row.getObject("person_id", UUID.class)),
                            row.getObject("session_id", UUID.class),
                            instant(row, "began_at"),
                            instant(row, "until")));
            }
        }

        void finish() {
            if (desktop != null) {
                consumer.accept(new History(new DesktopId(desktop), kept, runs, visits));
            }
            desktop = null;
            kept.clear();
            runs.clear();
            visits.clear();
        }
    }
}
