package dev.berth.broker.desktop;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Does under a claim what cannot be undone, while no other node can get that claim. A node that is halted between its look
 * at the claim and a deletion has the claim still when it goes on, however long that was: its transaction holds a lock for
 * as long as its connection lives, and whoever takes claims asks for the same one without waiting. No row is locked, so
 * nobody else waits for a node that is halted.
 */
final class Grip {

    /** For the statement that takes a claim, with the parameter {@code grip}: false while another node is at such work. */
    static final String FREE = "pg_try_advisory_xact_lock(hashtextextended(:grip, 0))";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Grip(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What claims on desktops and on the copying of their snapshots are called, each apart from the other. */
    static String ofDesktop(DesktopId id) {
        return "desktop " + id;
    }

    static String ofCopying(DesktopId id) {
        return "copying " + id;
    }

    /** False when the claim is another node's by now: then nothing is done. */
    boolean holding(String grip, BooleanSupplier claimed, Runnable work) {
        return Boolean.TRUE.equals(Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:grip, 0))")
                    .param("grip", grip)
                    .query((row, number) -> number)
                    .list();
            boolean own = claimed.getAsBoolean();
            if (own) {
                work.run();
            }
            return own;
        })));
    }
}
