package dev.berth.broker.audit;

import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Verifying and exporting read the whole log. Each auditor has one of each at a time, and a node two in all, so that
 * nobody keeps it busy with nothing else.
 */
@Component
public final class WholeLogReads {

    private static final int AT_ONCE = 2;

    private final Set<Reader> going = new HashSet<>();

    /** What the log is read for. */
    public enum Kind {
        VERIFICATION("verification"),
        EXPORT("export");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private record Reader(Actor actor, Kind kind) {}

    /** A read that goes on until it is closed. */
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws TooManyReadsException when the actor has one of the kind already, or the node has enough */
    public Turn begin(Actor actor, Kind kind) {
        var reader = new Reader(actor, kind);
        synchronized (going) {
            if (going.contains(reader)) {
                throw new TooManyReadsException("Your last " + kind.word
                        + " of the audit log is still going on; allowed is one at a time. Try again when it is done.");
            }
            if (going.size() >= AT_ONCE) {
                throw new TooManyReadsException("The audit log is being read as a whole " + AT_ONCE
                        + " times already, which is the most on a node. Try again in a while.");
            }
            going.add(reader);
        }
        return () -> {
            synchronized (going) {
                going.remove(reader);
            }
        };
    }
}
