package dev.berth.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The schema moves on while nodes of before run. Whom the contract lets work finds everything that it knows, and may leave
 * out everything that it does not.
 */
class LiveMigrationTest {

    /** A driver has the server keep a statement's plan from the fifth time on. */
    private static final int UNTIL_KEPT = 6;

    @Test
    void nodesThatTheContractLetsWorkFindWhatTheyKnow() {
        JdbcClient newest = JdbcClient.create(TestDatabase.fresh());
        int least = newest.sql("select least_node from schema_contract")
                .query(Integer.class)
                .single();

        SchemaShape older = SchemaShape.of(JdbcClient.create(TestDatabase.at(least)));

        assertThat(least).isLessThanOrEqualTo(SchemaContract.KEPT);
        assertThat(older.stumblesOver(SchemaShape.of(newest))).isEmpty();
    }

    @Test
    void aNarrowedSchemaWouldBeNoticed() {
        DataSource database = TestDatabase.fresh();
        JdbcClient jdbc = JdbcClient.create(database);
        SchemaShape before = SchemaShape.of(jdbc);

        jdbc.sql("alter table session drop column reference").update();
        jdbc.sql("alter table person add column shoe_size integer not null").update();
        jdbc.sql("alter table person alter column mail set not null").update();
        jdbc.sql("alter table rollout drop constraint rollout_state_check").update();
        jdbc.sql("alter table rollout add constraint rollout_state_check check (state in ('RUNNING', 'DONE'))")
                .update();

        assertThat(before.stumblesOver(SchemaShape.of(jdbc)))
                .hasSize(4)
                .anyMatch(stone -> stone.startsWith("session.reference is gone"))
                .anyMatch(stone -> stone.startsWith("person.shoe_size is new"))
                .anyMatch(stone -> stone.startsWith("person.mail may not be null"))
                .anyMatch(stone -> stone.startsWith("rollout rollout_state_check lets less pass"));
    }

    /** Its connections stay open and its statements prepared while another node migrates. */
    @Test
    void anOlderNodesOpenConnectionsGoOn() throws SQLException {
        int least = JdbcClient.create(TestDatabase.fresh())
                .sql("select least_node from schema_contract")
                .query(Integer.class)
                .single();
        DataSource database = TestDatabase.at(least);
        try (Connection older = database.getConnection();
                PreparedStatement person = older.prepareStatement("""
                        insert into person (id, account_name, upn, display_name, last_seen_at)
                        values (?, 'old', 'old', 'Old', now())
                        """);
                PreparedStatement entry = older.prepareStatement("""
                        insert into audit_entry (at, actor, action, thing_kind, thing, decision, reason)
                        values (now(), 'old', 'old', 'old', 'old', 'DONE', 'An older node wrote this.')
                        """);
                PreparedStatement everything = older.prepareStatement("select * from desktop");
                PreparedStatement hosts = older.prepareStatement("select * from hypervisor_host")) {
            for (int i = 0; i < UNTIL_KEPT; i++) {
                work(person, entry, List.of(everything, hosts));
            }
            Flyway.configure().dataSource(database).load().migrate();
            for (int i = 0; i < UNTIL_KEPT; i++) {
                work(person, entry, List.of(everything, hosts));
            }
        }
        assertThat(JdbcClient.create(database)
                        .sql("select count(*) from person")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2 * UNTIL_KEPT);
    }

    private static void work(PreparedStatement person, PreparedStatement entry, List<PreparedStatement> reads)
            throws SQLException {
        person.setObject(1, UUID.randomUUID());
        person.executeUpdate();
        entry.executeUpdate();
        for (PreparedStatement read : reads) {
            read.executeQuery().close();
        }
    }
}
