package dev.berth.broker.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.broker.TestDatabase;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The record as the database keeps it. */
class UsageRecordTest {

    private static final Instant NOON = Instant.parse("2026-10-05T12:00:00Z");
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final DataSource database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final JdbcUsage usage = new JdbcUsage(database, new JdbcTransactionManager(database));
    private final UUID person = UUID.randomUUID();
    private final UUID desktop = UUID.randomUUID();

    /** A desktop that is ready since noon. */
    @BeforeEach
    void aDesktop() {
        UUID image = UUID.randomUUID();
        UUID version = UUID.randomUUID();
        UUID bundle = UUID.randomUUID();
        jdbc.sql(
                        "insert into person (id, account_name, upn, display_name, last_seen_at) values (?, 'p', 'p@x', 'P', now())")
                .param(person)
                .update();
        jdbc.sql("insert into image values (?, 'main', 'i', '', 'LINUX', now())")
                .param(image)
                .update();
        jdbc.sql("insert into image_version values (?, 'main', ?, 1, '/nowhere', '', true, now())")
                .params(version, image)
                .update();
        jdbc.sql("""
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, enabled, created_at)
                        values (?, 'main', 'b', '', ?, 1, 512, 1024, 256, 'AUTO_STOP', 60, 'isolated', true, true, true,
                                true, now())
                        """).params(bundle, version).update();
        jdbc.sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             power, started_at, first_ready_at, created_at)
                        values (:id, 'main', :person, :bundle, :version, 'h', 1, 512, 'AUTO_STOP', 60, 'AVAILABLE',
                                :noon, 'RUNNING', 'RUNNING', :noon, :noon, :noon)
                        """)
                .param("id", desktop)
                .param("person", person)
                .param("bundle", bundle)
                .param("version", version)
                .param("noon", JdbcUsage.utc(NOON))
                .update();
    }

    @Test
    void aRunIsSeenAsFarAsItsMachineWasLookedAt() {
        looksAgainAt(minutes(10));
        usage.seen(minutes(10).minusSeconds(10), LOOK);
        assertThat(known()).isEqualTo(minutes(10).minusSeconds(30));
        // Nobody looked since: Berth is down, or behind.
        usage.seen(minutes(90), LOOK);
        assertThat(known()).isEqualTo(minutes(10).minusSeconds(30));
        looksAgainAt(minutes(90).plusSeconds(20));
        jdbc.sql("update desktop set power = 'UNKNOWN'").update();
        usage.seen(minutes(90), LOOK);
        assertThat(known()).isEqualTo(minutes(10).minusSeconds(30));
        jdbc.sql("update desktop set power = 'RUNNING'").update();
        usage.seen(minutes(90), LOOK);
        assertThat(known()).isEqualTo(minutes(90).minusSeconds(10));
    }

    @Test
    void anOpenRunCountsNoFartherThanItsTimer() {
        looksAgainAt(minutes(90).plusSeconds(30));
        usage.seen(minutes(90), LOOK);
        jdbc.sql("update desktop set stop_due_at = :due")
                .param("due", JdbcUsage.utc(minutes(60)))
                .update();
        assertThat(known()).isEqualTo(minutes(60));
    }

    @Test
    void aRunWhoseHostFellSilentEndsWhereItWasSeen() {
        looksAgainAt(minutes(10));
        usage.seen(minutes(10).minusSeconds(5), LOOK);
        jdbc.sql("update desktop set power = 'UNKNOWN'").update();
        jdbc.sql("update desktop set state = 'TERMINATING', state_since = :at")
                .param("at", JdbcUsage.utc(minutes(300)))
                .update();
        assertThat(known()).isEqualTo(minutes(10).minusSeconds(30));
        assertThat(history(false).kept())
                .singleElement()
                .satisfies(kept -> assertThat(kept.until()).isEqualTo(minutes(300)));
    }

    @Test
    void aRowThatIsDeletedLeavesNothingRunning() {
        jdbc.sql("delete from desktop").update();
        assertThat(jdbc.sql("select count(*) from usage_interval where ended_at is null")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void twoRunsOfADesktopAreNeverOpenAtOnce() {
        assertThatThrownBy(() -> jdbc.sql("""
                        insert into usage_interval (home_region, kind, desktop_id, person_id, bundle_id, running_mode,
                                                    chain_id, began_at, seen_at)
                        select home_region, kind, desktop_id, person_id, bundle_id, running_mode, chain_id, began_at, seen_at
                          from usage_interval
                        """).update()).isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void runsThatAnHourGoesOnFromAreReadToo() {
        jdbc.sql("delete from usage_interval where kind = 'RUN'").update();
        UUID chain = UUID.randomUUID();
        run(chain, 0, 10);
        run(chain, 30, 40);
        run(UUID.randomUUID(), -300, -200);
        var span = new Span(minutes(20), minutes(600));
        List<History> histories = new ArrayList<>();
        usage.each(new JdbcUsage.Question(span, span, null), minutes(600), histories::add);
        assertThat(histories).singleElement().satisfies(history -> {
            assertThat(history.runs()).extracting(Usage::began).containsExactly(minutes(0), minutes(30));
            assertThat(history.runs()).extracting(Usage::mode).containsOnly(RunningMode.AUTO_STOP);
            assertThat(new Meter(Facts.always(), ZoneOffset.UTC).hours(history.runs(), span))
                    .isEmpty();
        });
    }

    @Test
    void aSessionThatIsLeftAndTakenUpAgainIsThereTwice() {
        UUID session = UUID.randomUUID();
        jdbc.sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state, opened_at)
                        values (?, 'main', 'r', ?, ?, '127.0.0.1', 'OPENING', ?)
                        """).params(session, person, desktop, at(minutes(0))).update();
        jdbc.sql("update session set state = 'CONNECTED', connected_at = ?")
                .param(at(minutes(1)))
                .update();
        jdbc.sql("update session set state = 'DISCONNECTED', disconnected_at = ?")
                .param(at(minutes(30)))
                .update();
        jdbc.sql("update session set state = 'READY', ready_at = ?")
                .param(at(minutes(90)))
                .update();
        jdbc.sql("update session set state = 'CONNECTED', connected_at = ?, disconnected_at = null")
                .param(at(minutes(91)))
                .update();
        jdbc.sql("update session set state = 'ENDED', ended_at = ?, termination_reason = 'USER_ENDED'")
                .param(at(minutes(120)))
                .update();
        assertThat(history(true).visits())
                .extracting(Visit::opened, Visit::left)
                .containsExactly(tuple(minutes(0), minutes(30)), tuple(minutes(90), minutes(120)));
    }

    @Test
    void groupsThatAPersonLeftStayWithWhatFellDueBefore() {
        var groups = new JdbcGroups(jdbc);
        belongsTo("Finance");
        Instant before = Instant.now();
        belongsTo("Finance");
        belongsTo("Research");
        var history = groups.history();
        assertThat(jdbc.sql("select count(*) from person_groups")
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
        assertThat(history.at(new PersonId(person), before))
                .extracting(GroupHistory.Group::name)
                .containsExactly("Finance");
        assertThat(history.at(new PersonId(person), Instant.now()))
                .extracting(GroupHistory.Group::name)
                .containsExactly("Research");
        assertThat(history.at(new PersonId(UUID.randomUUID()), before)).isEmpty();
    }

    private void belongsTo(String group) {
        jdbc.sql("update person set memberships = ?::jsonb")
                .param("""
                        [{"id": {"sid": "S-1-5-%s"}, "name": "%s", "dn": "x%s", "path": []}]
                        """.formatted(group.length(), group, System.nanoTime()))
                .update();
    }

    private void looksAgainAt(Instant at) {
        jdbc.sql("update desktop set retry_at = ?").param(at(at)).update();
    }

    /** How far the only run is known. */
    private Instant known() {
        return history(false).runs().getFirst().until();
    }

    private History history(boolean visits) {
        var span = new Span(NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(1)));
        List<History> histories = new ArrayList<>();
        usage.each(
                new JdbcUsage.Question(span, span, visits ? Duration.ofHours(1) : null), minutes(600), histories::add);
        assertThat(histories).hasSize(1);
        return histories.getFirst();
    }

    private void run(UUID chain, int from, int until) {
        jdbc.sql("""
                        insert into usage_interval (home_region, kind, desktop_id, person_id, bundle_id, running_mode,
                                                    chain_id, began_at, seen_at, ended_at, ended_because, closed_at)
                        select home_region, 'RUN', id, person_id, bundle_id, running_mode, ?, ?, ?, ?, 'STOPPED', ?
                          from desktop
                        """)
                .params(chain, at(minutes(from)), at(minutes(until)), at(minutes(until)), at(minutes(until)))
                .update();
    }

    private static Object at(Instant moment) {
        return JdbcUsage.utc(moment);
    }

    private static Instant minutes(int number) {
        return NOON.plus(Duration.ofMinutes(number));
    }
}
