package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A nudge is not lost because somebody else has to do with the row at that moment. */
class NudgeTest extends InASimulatedRegion {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void sessionThatIsBeingWrittenDownIsInNobodysWay() throws SQLException {
        Desktop desktop = node.desktops.open(person, bundle);
        try (Connection session = locked(desktop, "for key share")) {
            node.reconciler.nudge(desktop.id());
            assertThat(node.reconciler.awaitIdle(LIMIT)).isTrue();
            assertThat(now(desktop).ready()).isTrue();
            session.rollback();
        }
    }

    @Test
    void rowThatIsBeingChangedIsTakenAMomentLater() throws SQLException {
        Desktop desktop = node.desktops.open(person, bundle);
        try (Connection change = locked(desktop, "for update")) {
            node.reconciler.nudge(desktop.id());
            LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
            assertThat(now(desktop).hostOrNull()).isNull();
            change.rollback();
        }
        assertThat(node.reconciler.awaitIdle(LIMIT)).isTrue();
        assertThat(now(desktop).ready()).isTrue();
    }

    private Connection locked(Desktop desktop, String strength) throws SQLException {
        Connection connection = region.database().getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement statement =
                connection.prepareStatement("select id from desktop where id = ? " + strength)) {
            statement.setObject(1, desktop.id().value());
            statement.executeQuery().close();
        }
        return connection;
    }
}
