package dev.berth.portal.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.portal.NodeSettings;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database for one command. Berth's own server is used as it runs; if it does not, it runs for as long as the
 * command does.
 */
public final class CommandDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 2;

    private final String name;
    private static final String INIT = "set application_name = 'berth-command'";

    private final HikariDataSource pool;
    private final @Nullable EmbeddedPostgres startedHere;

    private CommandDatabase(String name, HikariDataSource pool, @Nullable EmbeddedPostgres startedHere) {
        this.name = name;
        this.pool = pool;
        this.startedHere = startedHere;
    }

    public static CommandDatabase open(DatabaseSettings settings, NodeSettings node) {
        if (settings.embedded()) {
            HikariConfig config = DatabaseConfiguration.pool(CONNECTIONS);
            config.setConnectionInitSql(INIT);
            var postgres =
                    new EmbeddedPostgres(node.dataDir().resolve("postgres").toAbsolutePath());
            if (!postgres.isInitialised()) {
                throw new IllegalArgumentException("There is no database in " + node.dataDir()
                        + ": Berth has not run there. Set berth.data-dir, or berth.database.url.");
            }
            postgres.start();
            config.setUsername(EmbeddedPostgres.USER);
            config.setPassword(postgres.password());
            config.setJdbcUrl(postgres.url());
            return new CommandDatabase(
                    node.dataDir().toString(), new HikariDataSource(config), postgres.launchedHere() ? postgres : null);
        }
        HikariConfig reaching = DatabaseConfiguration.reaching(settings, CONNECTIONS);
        reaching.setConnectionInitSql(INIT);
        Optional.ofNullable(settings.passwordFile())
                .ifPresent(file -> reaching.setPassword(DatabaseSettings.readPassword(file)));
        return new CommandDatabase(String.valueOf(settings.url()), new HikariDataSource(reaching), null);
    }

    /** For what reads a file alone. */
    public static CommandDatabase none() {
        return new CommandDatabase("no database", new HikariDataSource(), null);
    }

    /** What people call it. */
    public String name() {
        return name;
    }

    public DataSource dataSource() {
        return pool;
    }

    /** Leaves a server running that a Berth found and uses by now. */
    @Override
    public void close() {
        boolean wanted = startedHere != null && othersUseIt();
        pool.close();
        if (startedHere != null && !wanted) {
            startedHere.stop();
        }
    }

    private boolean othersUseIt() {
        try (var connection = pool.getConnection()) {
            return EmbeddedPostgres.isUsed(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot ask PostgreSQL who else uses it; it is left running", e);
        }
    }
}
