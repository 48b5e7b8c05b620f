package dev.berth.broker.desktop;

import java.nio.file.Path;
import java.util.function.BiConsumer;

/** What random histories begin with; a history that fails names its own. */
record Seeds(int first, int count) {

    /** So many from 1, unless {@code -Dberth.NAME.seeds} and {@code -Dberth.NAME.first} say otherwise. */
    static Seeds of(String name, int count) {
        return new Seeds(
                Integer.getInteger("berth." + name + ".first", 1),
                Integer.getInteger("berth." + name + ".seeds", count));
    }

    /** Each in a region of its own, of which nothing is left for the next one. */
    void each(Path folder, TestRegion.Server server, BiConsumer<TestRegion, Integer> history) {
        for (int seed = first; seed < first + count; seed++) {
            try (var region = new TestRegion(folder, server)) {
                history.accept(region, seed);
            }
        }
    }
}
