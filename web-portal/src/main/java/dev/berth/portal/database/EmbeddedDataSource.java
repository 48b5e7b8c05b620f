package dev.berth.portal.database;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The pool to Berth's own PostgreSQL. The server starts beside the rest of Berth: whoever asks for the first connection
 * waits for it. Closing the pool stops the server.
 */
final class EmbeddedDataSource extends HikariDataSource {

    private final CompletableFuture<EmbeddedPostgres> server = new CompletableFuture<>();
    private final EmbeddedPostgres postgres;
    private final boolean never;

    /** @param never whether the server is not to be started at all */
    EmbeddedDataSource(Path folder, int connections, boolean never) {
        DatabaseConfiguration.pool(connections).copyStateTo(this);
        this.postgres = new EmbeddedPostgres(folder.toAbsolutePath());
        this.never = never;
        if (!never) {
            Thread.ofPlatform().name("embedded-postgres").start(this::startServer);
        }
    }

    private void startServer() {
        try {
            server.complete(postgres.start());
        } catch (RuntimeException e) {
            server.completeExceptionally(e);
        }
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
        if (never) {
            throw new SQLException("This run trains the AOT cache and has no database; nothing may ask for one");
        }
        try {
            EmbeddedPostgres running = server.get();
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
        if (!never) {
            server.handle((running, failure) -> running).join();
            postgres.stop();
        }
    }
}
