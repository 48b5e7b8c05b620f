package dev.berth.broker.region;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * Work that one node of a region does at a time. The lock is a connection's and not a transaction's; the database takes it
 * back from a node that is no more.
 */
@Component
public class DatabaseLock {

    private final DataSource database;

    public DatabaseLock(DataSource database) {
        this.database = database;
    }

    /**
     * Does it, unless another node is at it.
     *
     * @param kind of the thing; {@code name} is which one
     * @return empty where another node is
     */
    public <T> Optional<T> alone(String kind, String name, Supplier<T> work) {
        try (Connection guard = database.getConnection()) {
            var lock = JdbcClient.create(new SingleConnectionDataSource(guard, true));
            if (!hold(lock, "pg_try_advisory_lock", kind, name)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                hold(lock, "pg_advisory_unlock", kind, name);
            }
        } catch (SQLException e) {
            throw new TransientDataAccessResourceException("The lock on " + kind + " " + name + " cannot be had", e);
        }
    }

    private static boolean hold(JdbcClient lock, String function, String kind, String name) {
        return lock.sql("select " + function + "(hashtext(:kind || ':' || current_database()), hashtext(:name))")
                .param("kind", kind)
                .param("name", name)
                .query(Boolean.class)
                .single();
    }
}
