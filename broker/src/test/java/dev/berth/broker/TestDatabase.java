package dev.berth.broker;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real PostgreSQL for tests: one server per JVM, migrated once; each caller gets a database of its own, copied from that.
 * One is always made ahead of need, since a copy is some 850 files; it is dropped after the test class that asked for it,
 * else the server had half a million files to delete while the JVM ends.
 */
public final class TestDatabase {

    private static final String TEMPLATE = "berth_template";

    /** Making and dropping databases is four times as fast there as on a disk. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final long MEMORY_WANTED = 3L << 30;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();
    private static final Executor BEHIND_THE_TESTS = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("test-databases").factory());
    private static CompletableFuture<String> next = CompletableFuture.supplyAsync(TestDatabase::make, BEHIND_THE_TESTS);

    private TestDatabase() {}

    /** Drops what a test class had; registered for all of them. */
    public static final class Dropped implements AfterAllCallback {

        private static final Queue<String> IN_USE = new ConcurrentLinkedQueue<>();

        @Override
        public void afterAll(ExtensionContext context) {
            if (context.getEnclosingTestClasses().isEmpty()) {
                for (String name = IN_USE.poll(); name != null; name = IN_USE.poll()) {
                    String over = name;
                    BEHIND_THE_TESTS.execute(() -> execute("drop database " + over + " with (force)"));
                }
            }
        }
    }

    /** A fresh, migrated database. */
    public static synchronized DataSource fresh() {
        CompletableFuture<String> ready = next;
        next = CompletableFuture.supplyAsync(TestDatabase::make, BEHIND_THE_TESTS);
        String name = ready.join();
        Dropped.IN_USE.add(name);
        return SERVER.getDatabase("postgres", name);
    }

    /** A fresh database as it stood after that migration. */
    public static DataSource at(int version) {
        String name = "berth_" + NUMBER.incrementAndGet();
        execute("create database " + name);
        Dropped.IN_USE.add(name);
        DataSource database = SERVER.getDatabase("postgres", name);
        Flyway.configure()
                .dataSource(database)
                .target(Integer.toString(version))
                .load()
                .migrate();
        return database;
    }

    private static String make() {
        String name = "berth_" + NUMBER.incrementAndGet();
        execute("create database " + name + " template " + TEMPLATE + " strategy file_copy");
        return name;
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
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
            if (Files.isDirectory(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > MEMORY_WANTED) {
                builder.setDataDirectory(Files.createTempDirectory(MEMORY, "berth-test-database-"));
            }
            EmbeddedPostgres server = builder.setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
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
