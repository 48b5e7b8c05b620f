package dev.berth.broker.console;

import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGStatement;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The database as lists ask it: every statement is planned for the values that it carries. A plan that is kept for any value
 * cannot know that an address is rare and a state is not, and walks through a million rows for a handful.
 */
@Component
public class ListDatabase {

    private final JdbcClient jdbc;

    public ListDatabase(DataSource dataSource) {
        this.jdbc = JdbcClient.create(new PlannedAnew(dataSource));
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    /** Never has the server prepare a statement for later. */
    private static final class PlannedAnew extends JdbcTemplate {

        private static final int NEVER = 0;

        PlannedAnew(DataSource dataSource) {
            super(dataSource);
        }

        @Override
        protected void applyStatementSettings(Statement statement) throws SQLException {
            super.applyStatementSettings(statement);
            statement.unwrap(PGStatement.class).setPrepareThreshold(NEVER);
        }
    }
}
