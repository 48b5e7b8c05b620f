package dev.berth.portal.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.portal.NodeSettings;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;

/** Wires the pool, Berth's own server where none is configured, and the migrations. */
@Configuration
class DatabaseConfiguration {

    private static final String TRAINING = "spring.context.exit";

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(
            DatabaseSettings settings, NodeSettings node, ObjectProvider<EmbeddedServer> begunEarly) {
        if (!settings.embedded()) {
            return configured(settings);
        }
        Optional<EmbeddedServer> server = training()
                ? Optional.empty()
                : Optional.of(begunEarly.getIfAvailable(() -> EmbeddedServer.beginIn(node.dataDir())));
        return new EmbeddedDataSource(server, settings.connections());
    }

    /** A run that only trains the AOT cache ends before anything is served, so it has no use for a database. */
    @Bean
    FlywayMigrationStrategy migrateAndCheck() {
        return flyway -> {
            if (!training()) {
                flyway.migrate();
                requireNewestVersion(flyway);
            }
        };
    }

    private static HikariDataSource configured(DatabaseSettings settings) {
        var pool = pool(settings.connections());
        pool.setJdbcUrl(settings.url());
        pool.setUsername(settings.username());
        if (settings.passwordFile() != null && !training()) {
            pool.setPassword(DatabaseSettings.readPassword(settings.passwordFile()));
        }
        if (training()) {
            pool.setInitializationFailTimeout(-1);
        }
        return new HikariDataSource(pool);
    }

    static HikariConfig pool(int connections) {
        var pool = new HikariConfig();
        pool.setPoolName("berth");
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(2);
        pool.setConnectionTimeout(5_000);
        pool.setAutoCommit(true);
        return pool;
    }

    /** Whether this run is one that opens a database: neither the build's nor one that only trains the AOT cache. */
    static boolean serves() {
        return !training() && !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
    }

    private static boolean training() {
        return "onRefresh".equals(SpringProperties.getProperty(TRAINING));
    }

    /** Flyway without its PostgreSQL part migrates nothing and says nothing: look at what stands in the database. */
    private static void requireNewestVersion(Flyway flyway) {
        var info = flyway.info();
        var current = info.current();
        if (current == null || info.pending().length > 0) {
            throw new IllegalStateException(
                    "The database's schema is at version %s and %d migrations are pending; look at the log above for what stopped them"
                            .formatted(current == null ? "none" : current.getVersion(), info.pending().length));
        }
        LoggerFactory.getLogger(DatabaseConfiguration.class)
                .info("The database's schema is at version {}", current.getVersion());
    }
}
