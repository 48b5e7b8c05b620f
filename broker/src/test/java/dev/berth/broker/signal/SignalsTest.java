package dev.berth.broker.signal;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SignalsTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final DataSource database = TestDatabase.fresh();
    private final Signals here = new Signals(database);
    private final Signals there = new Signals(database);
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        there.subscribe(Channel.SESSION, heard::add);
        here.start();
        there.start();
        within(SOON, "the first look at everything", () -> heard.contains(""));
        heard.clear();
    }

    @AfterEach
    void stop() {
        here.stop();
        there.stop();
    }

    @Test
    void aSignalReachesTheOtherNodeOnItsChannelOnly() {
        here.send(Channel.DESKTOP, "not for sessions");
        here.send(Channel.SESSION, "s-1");

        within(SOON, "the signal", () -> !heard.isEmpty());
        assertThat(heard).containsExactly("s-1");
    }

    @Test
    void aSignalGoesOutWithItsTransactionOrNotAtAll() {
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));

        transaction.executeWithoutResult(status -> {
            here.send(Channel.SESSION, "rolled back");
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> {
            here.send(Channel.SESSION, "committed");
            assertThat(heard).isEmpty();
        });

        within(SOON, "the signal", () -> !heard.isEmpty());
        assertThat(heard).containsExactly("committed");
    }

    @Test
    void aNudgeGoesOutAfterItsTransactionOrNotAtAll() {
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));

        transaction.executeWithoutResult(status -> {
            here.nudge(Channel.SESSION, "rolled back");
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> here.nudge(Channel.SESSION, "committed"));
        here.nudge(Channel.SESSION, "alone");

        within(SOON, "both nudges", () -> heard.size() == 2);
        assertThat(heard).containsExactlyInAnyOrder("committed", "alone");
    }

    @Test
    void aKilledConnectionIsMadeAnewAndEverybodyLooksAtEverything() {
        JdbcClient jdbc = JdbcClient.create(database);
        String listening = """
                 from pg_stat_activity
                 where datname = current_database() and query like '%listen berth%' and pid <> pg_backend_pid()
                """;
        within(
                SOON,
                "both nodes listen",
                () -> jdbc.sql("select count(*)" + listening).query(Long.class).single() == 2);
        jdbc.sql("select pg_terminate_backend(pid)" + listening)
                .query(Boolean.class)
                .list();

        within(SOON, "the look at everything after the loss", () -> heard.contains(""));
        here.send(Channel.SESSION, "after");
        within(SOON, "a signal after the loss", () -> heard.contains("after"));
    }

    @Test
    void aSubscriberThatThrowsKeepsNobodyElseFromHearing() {
        there.subscribe(Channel.ACCESS, payload -> {
            throw new IllegalStateException("A subscriber of the test fails");
        });
        there.subscribe(Channel.ACCESS, heard::add);

        here.send(Channel.ACCESS, "rules");
        within(SOON, "the signal", () -> heard.contains("rules"));
    }

    @Test
    void aClosedSubscriptionHearsNothing() {
        List<String> left = new CopyOnWriteArrayList<>();
        there.subscribe(Channel.SESSION, left::add).close();

        here.send(Channel.SESSION, "s-2");
        within(SOON, "the signal", () -> heard.contains("s-2"));
        assertThat(left).isEmpty();
    }
}
