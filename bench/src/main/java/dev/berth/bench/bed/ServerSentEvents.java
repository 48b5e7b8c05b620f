package dev.berth.bench.bed;

import java.time.Duration;
import java.util.Iterator;
import java.util.function.BiPredicate;

/** Takes a stream of server-sent events apart. */
final class ServerSentEvents {

    private final BiPredicate<String, String> enough;
    private String name = "message";
    private final StringBuilder data = new StringBuilder();

    ServerSentEvents(BiPredicate<String, String> enough) {
        this.enough = enough;
    }

    void read(Iterator<String> lines, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (lines.hasNext()) {
            if (take(lines.next())) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("What was waited for did not come within " + limit.toSeconds() + " s");
            }
        }
        throw new IllegalStateException("The events ended before what was waited for came");
    }

    private boolean take(String line) {
        if (line.isEmpty()) {
            boolean done = !data.isEmpty() && enough.test(name, data.toString());
            name = "message";
            data.setLength(0);
            return done;
        }
        if (line.startsWith("event:")) {
            name = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
            data.append(line.substring("data:".length()).strip());
        }
        return false;
    }
}
