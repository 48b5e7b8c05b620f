package dev.berth.broker.audit;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String INSERT =
            "insert into audit_entry (at, actor, action, thing_kind, thing, decision, reason)"
                    + " values (now(), 'ann', 'a', 'k', 't', 'DONE', 'Why not.')";

    @TempDir
    private Path folder;

    @TempDir
    private Path another;

    private SealedLog log;

    @BeforeEach
    void freshLog() {
        log = SealedLog.inA(folder);
    }

    @AfterEach
    void letGo() {
        log.close();
    }

    @Test
    void whatAnOldDatabaseHoldsIsSealedToo() {
        log.record(5_000);

        assertThat(log.sealer.seal()).isEqualTo(5_000);
        assertThat(log.chain.verify(List.of())).satisfies(verdict -> {
            assertThat(verdict.intact()).isTrue();
            assertThat(verdict.head().position()).isEqualTo(5_000);
            assertThat(verdict.unsealed()).isZero();
        });
        assertThat(log.chain.keptHead().orElseThrow().head()).isEqualTo(log.chain.head());
    }

    @Test
    void unsealedEntriesAreCountedAndSaid() {
        log.record(3);

        Verdict verdict = log.chain.verify(List.of());
        assertThat(verdict.intact()).isTrue();
        assertThat(verdict.unsealed()).isEqualTo(3);
        assertThat(verdict.summary()).contains("All 0 sealed entries", "3 more wait for their place, the oldest since");
    }

    @Test
    void whatCommitsLateIsSealedLateAndNotMissed() throws SQLException {
        try (Connection slow = log.database.getConnection()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute(INSERT);
            log.record(3);
            for (int i = 0; i < 5; i++) {
                log.sealer.seal();
            }
            assertThat(entriesInOrder()).containsExactly(2L, 3L, 4L);
            assertThat(horizon()).isZero();

            slow.commit();
        }
        log.record(1);
        sealAll();

        assertThat(entriesInOrder()).containsExactly(2L, 3L, 4L, 1L, 5L);
        assertThat(horizon()).isEqualTo(5);
        assertThat(log.faults()).isEmpty();
    }

    @Test
    void anIdThatWasGivenForNothingIsNoGap() throws SQLException {
        try (Connection failed = log.database.getConnection()) {
            failed.setAutoCommit(false);
            failed.createStatement().execute(INSERT);
            failed.rollback();
        }
        log.record(2);
        sealAll();

        assertThat(entriesInOrder()).containsExactly(2L, 3L);
        assertThat(horizon()).isEqualTo(3);
        assertThat(log.faults()).isEmpty();
    }

    @Test
    void manyWritersAndTwoSealersLeaveNoGap() throws InterruptedException, ExecutionException {
        var second = log.node(folder, another);
        var writing = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sealing = new ArrayList<>();
            for (Sealer sealer : List.of(log.sealer, second.sealer)) {
                sealing.add(threads.submit(() -> {
                    while (writing.get()) {
                        sealer.seal();
                    }
                }));
            }
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 12; writer++) {
                int number = writer;
                writers.add(threads.submit(() -> write(number)));
            }
            for (Future<?> one : writers) {
                one.get();
            }
            writing.set(false);
            for (Future<?> one : sealing) {
                one.get();
            }
        }
        sealAll();
        second.sealer.seal();

        assertThat(log.count("audit_entry")).isEqualTo(12L * 300);
        assertThat(log.count("audit_link")).isEqualTo(12L * 300);
        assertThat(log.chain.verify(second.chain.keptHead().stream().toList())).satisfies(verdict -> {
            assertThat(verdict.faults()).isEmpty();
            assertThat(verdict.unsealed()).isZero();
        });
        assertThat(second.chain.keptHead().orElseThrow().head()).isEqualTo(log.chain.head());
    }

    /** 300 entries that stay, some in transactions of several, and every tenth attempt comes to nothing. */
    private void write(int writer) {
        for (int i = 0; i < 100; i++) {
            String thing = writer + "-" + i;
            if (i % 10 == 0) {
                log.transaction.executeWithoutResult(status -> {
                    log.log.record(SealedLog.entry(thing));
                    status.setRollbackOnly();
                });
            }
            log.transaction.executeWithoutResult(status -> {
                log.log.record(SealedLog.entry(thing));
                log.log.record(List.of(SealedLog.entry(thing), SealedLog.entry(thing)));
            });
        }
    }

    @Test
    void aSealerThatIsKilledInTheMiddleLeavesNothingHalfDone() throws SQLException {
        log.record(50);
        CompletableFuture<Integer> sealing;
        try (Connection stopper = log.database.getConnection()) {
            stopper.setAutoCommit(false);
            stopper.createStatement().execute("lock table audit_link in share mode");
            sealing = CompletableFuture.supplyAsync(log.sealer::seal, Executors.newVirtualThreadPerTaskExecutor());
            within(
                    LONG,
                    "the sealer stands in the middle",
                    () -> log.sql.sql("""
                            select count(*) from pg_locks where relation = 'audit_link'::regclass and not granted
                            """).query(Long.class).single() == 1);
            log.sql.sql("""
                            select pg_terminate_backend(pid) from pg_locks
                             where relation = 'audit_link'::regclass and not granted
                            """).query(Boolean.class).single();
            assertThatThrownBy(sealing::join).isInstanceOf(CompletionException.class);
            stopper.rollback();
        }
        assertThat(log.count("audit_link")).isZero();

        var restarted = log.node(folder, folder);
        assertThat(restarted.sealer.seal()).isEqualTo(50);
        assertThat(restarted.faults()).isEmpty();
    }

    @Test
    void aNodeWhoseFileIsBehindCatchesUp() {
        var second = log.node(folder, another);
        log.record(5);
        log.sealer.seal();
        second.sealer.seal();
        log.record(5);
        log.sealer.seal();
        assertThat(second.chain.keptHead().orElseThrow().head().position()).isEqualTo(5);

        second.sealer.seal();

        assertThat(second.chain.keptHead()).isPresent();
        assertThat(second.chain.keptHead().orElseThrow().head().position()).isEqualTo(10);
    }

    @Test
    void writersDoNotWaitForTheSealer() throws SQLException {
        log.record(5);
        try (Connection sealing = log.database.getConnection();
                Connection writer = log.database.getConnection()) {
            sealing.setAutoCommit(false);
            sealing.createStatement().execute("select pg_advisory_xact_lock(4784356023441913188)");
            sealing.createStatement().execute("""
                            insert into audit_link (position, entry_id, hash, sealed_at)
                            select id, id, sha256('x'), now() from audit_entry
                            """);
            writer.createStatement().execute("set lock_timeout = '1ms'");
            for (int i = 0; i < 100; i++) {
                writer.createStatement().execute(INSERT);
            }
            sealing.rollback();
        }
        assertThat(log.count("audit_entry")).isEqualTo(105);
    }

    private void sealAll() {
        for (int i = 0; i < 3; i++) {
            log.sealer.seal();
        }
    }

    private List<Long> entriesInOrder() {
        return log.sql
                .sql("select entry_id from audit_link order by position")
                .query(Long.class)
                .list();
    }

    private long horizon() {
        return log.sql
                .sql("select horizon from audit_sealing")
                .query(Long.class)
                .single();
    }
}
