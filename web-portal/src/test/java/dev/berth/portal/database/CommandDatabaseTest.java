package dev.berth.portal.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.portal.NodeRole;
import dev.berth.portal.NodeSettings;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandDatabaseTest {

    @TempDir
    private Path folder;

    @Test
    void aServerThatRunsGoesOnAndOneThatDidNotIsStoppedAgain() throws SQLException {
        var settings = new DatabaseSettings(null, "berth", null, 5, null, null);
        var node = new NodeSettings(Set.of(NodeRole.PORTAL), folder, null);
        var berth = new EmbeddedPostgres(folder.resolve("postgres").toAbsolutePath()).start();
        try {
            try (var command = CommandDatabase.open(settings, node)) {
                assertThat(answers(command)).isTrue();
            }
            try (var connection = DriverManager.getConnection(berth.url(), EmbeddedPostgres.USER, berth.password())) {
                assertThat(connection.isValid(5)).isTrue();
            }
        } finally {
            berth.stop();
        }

        String address;
        try (var command = CommandDatabase.open(settings, node)) {
            assertThat(answers(command)).isTrue();
            try (var connection = command.dataSource().getConnection()) {
                address = connection.getMetaData().getURL();
            }
        }
        assertThat(isGone(address, berth)).isTrue();
    }

    private static boolean answers(CommandDatabase command) throws SQLException {
        try (var connection = command.dataSource().getConnection()) {
            return connection.isValid(5);
        }
    }

    private static boolean isGone(String url, EmbeddedPostgres berth) {
        try (var connection = DriverManager.getConnection(url, EmbeddedPostgres.USER, berth.password())) {
            return false;
        } catch (SQLException e) {
            return "08001".equals(e.getSQLState());
        }
    }
}
