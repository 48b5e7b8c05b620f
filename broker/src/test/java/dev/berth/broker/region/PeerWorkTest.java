package dev.berth.broker.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

class PeerWorkTest {

    private final DataSource database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final JdbcPeers peers = new JdbcPeers(jdbc);
    private final RegionName name = new RegionName("seoul");
    private final PeerWork work = new PeerWork(
            peers,
            new Replication(jdbc, new JdbcTransactionManager(database), new RegionSettings("berlin")),
            new DatabaseLock(database));

    /** Each of two would leave a slot in the peer, and the later one delete what the other's has copied. */
    @Test
    void twoNodesNeverPairWithOnePeerAtOnce() throws SQLException {
        jdbc.sql("""
                        insert into region_peer (name, host, port, database_name, user_name, password_file, tls, state,
                                                 created_at)
                        values ('seoul', '127.0.0.1', 1, 'none', 'none', '/none', 'OFF', 'PAIRING', now())
                        """).update();
        Peer peer = peers.find(name).orElseThrow();
        try (Connection other = database.getConnection();
                var statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtext('peer:' || current_database()), hashtext('seoul'))");

            work.on(peer);
            assertThat(failure()).as("nothing was tried").isEmpty();
            // A closed connection's lock goes only once the server has seen it close.
            statement.execute("select pg_advisory_unlock_all()");
        }

        work.on(peer);
        assertThat(failure()).hasValueSatisfying(why -> assertThat(why).startsWith("Cannot pair with region seoul"));
        work.on(peer);
        assertThat(jdbc.sql("select count(*) from pg_locks where locktype = 'advisory' and database ="
                                + " (select oid from pg_database where datname = current_database())")
                        .query(Integer.class)
                        .single())
                .as("the lock was given back")
                .isZero();
    }

    private Optional<String> failure() {
        return jdbc.sql("select failure from region_peer where failure is not null")
                .query(String.class)
                .optional();
    }
}
