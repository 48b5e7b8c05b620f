package dev.berth.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SchemaTest {

    /** As fleets ask every few seconds, among all instances that ever were. */
    @Test
    void theLatestInstancesOfAFleetAreFoundByAnIndex() {
        JdbcClient jdbc = JdbcClient.create(TestDatabase.fresh());
        jdbc.sql("""
                        do $$ begin perform set_config('enable_seqscan', 'off', false); end $$
                        """).update();

        String plan = String.join("\n", jdbc.sql("""
                        explain select first_ready_at - created_at
                          from desktop
                         where fleet_id = '00000000-0000-0000-0000-000000000000' and first_ready_at is not null
                         order by created_at desc limit 100
                        """).query(String.class).list());

        assertThat(plan).contains("desktop_fleet_made").doesNotContain("Sort");
    }

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
