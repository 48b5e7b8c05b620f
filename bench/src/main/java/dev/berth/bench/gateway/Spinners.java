package dev.berth.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps every core awake by processes that only get what nobody else wants (SCHED_IDLE): a virtual machine wakes an idle
 * core so slowly that this would be all that is measured. They end by themselves, should nobody end them.
 */
final class Spinners implements AutoCloseable {

    private static final String LIMIT_SECONDS = "120";

    private final List<Process> processes = new ArrayList<>();

    private Spinners() {}

    static Spinners onEachCore() {
        Spinners spinners = new Spinners();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                spinners.processes.add(new ProcessBuilder(
                                "timeout", LIMIT_SECONDS, "chrt", "-i", "0", "sh", "-c", "while :; do :; done")
                        .start());
            }
            return spinners;
        } catch (IOException e) {
            spinners.close();
            throw new UncheckedIOException(
                    "Cannot start chrt or timeout, which keep the cores awake. Are they installed?", e);
        }
    }

    /** @throws IllegalStateException if one has ended */
    void check() {
        if (!processes.stream().allMatch(Process::isAlive)) {
            throw new IllegalStateException(
                    "A process that keeps a core awake has ended: try chrt -i 0 true. Where it is refused, this cannot be measured.");
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
    }
}
