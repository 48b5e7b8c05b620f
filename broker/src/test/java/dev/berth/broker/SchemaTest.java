package dev.berth.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SchemaTest {

    @Test
    void migrationsApplyToAnEmptyDatabase() throws SQLException {
        try (var connection = TestDatabase.fresh().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from desktop")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isZero();
        }
    }
}
