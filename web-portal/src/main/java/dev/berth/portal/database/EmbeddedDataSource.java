package dev.berth.portal.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * The pool to Berth's own PostgreSQL. Whoever asks for the first connection waits for it. Closing the pool stops the server,
 * unless another Berth on the same data folder uses it.
 */
final class EmbeddedDataSource extends HikariDataSource {

    private final Optional<EmbeddedServer> server;

    /** @param server empty in a run that has no use for a database */
    EmbeddedDataSource(Optional<EmbeddedServer> server, int connections) {
        DatabaseConfiguration.pool(connections).copyStateTo(this);
        this.server = server;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (getJdbcUrl() == null) {
            takeAddress();
        }
        return super.getConnection();
    }

    private synchronized void takeAddress() throws SQLException {
        if (getJdbcUrl() != null) {
            return;
        }
        if (server.isEmpty()) {
            throw new SQLException("This run trains the AOT cache and has no database; nothing may ask for one");
        }
        try {
            EmbeddedPostgres running = server.get().await();
            setUsername(EmbeddedPostgres.USER);
            setPassword(running.password());
            setJdbcUrl(running.url());
        } catch (ExecutionException e) {
            throw new SQLException("Berth's own PostgreSQL did not start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting for Berth's own PostgreSQL", e);
        }
    }

    @Override
    public void close() {
        super.close();
        server.ifPresent(EmbeddedServer::stopUnlessUsed);
    }
}
