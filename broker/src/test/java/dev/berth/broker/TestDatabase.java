package dev.berth.broker;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Real PostgreSQL for tests: one server per JVM, migrated once; each caller gets a database of its own, copied from that. */
public final class TestDatabase {

    private static final String TEMPLATE = "berth_template";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private TestDatabase() {}

    /** A fresh, migrated database. */
    public static DataSource fresh() {
        String name = "berth_" + NUMBER.incrementAndGet();
        execute("create database " + name + " template " + TEMPLATE);
        return SERVER.getDatabase("postgres", name);
    }

    /** A fresh database as it stood after that migration. */
    public static DataSource at(int version) {
        String name = "berth_" + NUMBER.incrementAndGet();
        execute("create database " + name);
        DataSource database = SERVER.getDatabase("postgres", name);
        Flyway.configure()
                .dataSource(database)
                .target(Integer.toString(version))
                .load()
                .migrate();
        return database;
    }

    private static void execute(String sql) {
        try (var connection = SERVER.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot run on the test server: " + sql, e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", "200")
                    .start();
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database " + TEMPLATE);
            }
            Flyway.configure()
                    .dataSource(server.getDatabase("postgres", TEMPLATE))
                    .load()
                    .migrate();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL for tests", e);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot prepare PostgreSQL for tests", e);
        }
    }
}
