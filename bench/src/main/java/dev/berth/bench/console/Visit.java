package dev.berth.bench.console;

import java.time.Duration;

/**
 * A page of the console, or a call of its API, that is measured.
 *
 * @param pause before each round, so that nothing of the last one is remembered
 */
record Visit(String name, String path, Duration pause) {

    Visit(String name, String path) {
        this(name, path, Duration.ZERO);
    }
}
