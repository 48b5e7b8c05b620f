package dev.berth.portal.database;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Berth's own PostgreSQL, starting beside the rest of Berth: whoever needs it first waits for it. */
final class EmbeddedServer {

    private final EmbeddedPostgres postgres;
    private final CompletableFuture<EmbeddedPostgres> running = new CompletableFuture<>();

    private EmbeddedServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Begins to start it, on a thread of its own. */
    static EmbeddedServer beginIn(Path dataDir) {
        var server = new EmbeddedServer(
                new EmbeddedPostgres(dataDir.resolve("postgres").toAbsolutePath()));
        Thread.ofPlatform().name("embedded-postgres").start(server::run);
        return server;
    }

    private void run() {
        try {
            running.complete(postgres.start());
        } catch (RuntimeException e) {
            running.completeExceptionally(e);
        }
    }

    /** The server once it takes connections. */
    EmbeddedPostgres await() throws ExecutionException, InterruptedException {
        return running.get();
    }

    /** For a Berth that ends: another one on the same data folder goes on with it. */
    void stopUnlessUsed() {
        awaitItsEnd();
        postgres.stopUnlessUsed();
    }

    /** For a Berth that does not start: what it found running may serve another. */
    void stopIfStartedHere() {
        awaitItsEnd();
        if (postgres.launchedHere()) {
            postgres.stop();
        }
    }

    /** How the start ended is the business of those who wanted a connection. */
    private void awaitItsEnd() {
        running.handle((started, failure) -> started).join();
    }
}
