package dev.berth.portal.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        new EmbeddedPostgres(folder).stop();
    }

    @Test
    void dataSurvivesTheServerBeingKilled() throws Exception {
        var first = new EmbeddedPostgres(folder).start();
        execute(first, "create table kept (word text)");
        execute(first, "insert into kept values ('here')");
        kill(postmaster());

        var second = new EmbeddedPostgres(folder).start();

        assertThat(ask(second, "select word from kept")).isEqualTo("here");
    }

    @Test
    void serverThatOutlivedItsBerthIsGoneOnWith() throws Exception {
        var first = new EmbeddedPostgres(folder).start();
        long running = postmaster();

        var second = new EmbeddedPostgres(folder).start();

        assertThat(postmaster()).isEqualTo(running);
        assertThat(second.url()).isEqualTo(first.url());
    }

    @Test
    void processIdOfSomebodyElseIsNotTakenForTheServer() throws Exception {
        new EmbeddedPostgres(folder).start().stop();
        Files.writeString(
                folder.resolve("data/postmaster.pid"),
                "%d\n%s\n0\n5432\n\n127.0.0.1\n"
                        .formatted(ProcessHandle.current().pid(), folder.resolve("data")));

        var server = new EmbeddedPostgres(folder).start();

        assertThat(ask(server, "select 'up'")).isEqualTo("up");
    }

    @Test
    void versionInTheCodeIsTheVersionInTheJar() throws Exception {
        var server = new EmbeddedPostgres(folder).start();

        assertThat(EmbeddedPostgres.VERSION).startsWith(ask(server, "show server_version"));
    }

    @Test
    void passwordIsAskedForAndForTheOwnerOnly() throws IOException {
        new EmbeddedPostgres(folder).start();

        assertThat(Files.readAllLines(folder.resolve("data/pg_hba.conf")))
                .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("scram-sha-256"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("password"))).hasSize(2);
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.url(), EmbeddedPostgres.USER, server.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.url(), EmbeddedPostgres.USER, server.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        server.destroyForcibly();
        server.onExit().get(60, TimeUnit.SECONDS);
    }
}
