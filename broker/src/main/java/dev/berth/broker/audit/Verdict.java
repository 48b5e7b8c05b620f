package dev.berth.broker.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a verification found.
 *
 * @param head where the chain ends
 * @param faults the first hundred, in the order of their places
 * @param furtherFaults how many more there are
 * @param unsealed entries that are too young to have a place, or that nothing seals
 * @param oldestUnsealed when the first of those was written
 */
public record Verdict(
        Instant at,
        ChainHead head,
        List<ChainFault> faults,
        long furtherFaults,
        long unsealed,
        Optional<Instant> oldestUnsealed) {

    public Verdict {
        faults = List.copyOf(faults);
    }

    public boolean intact() {
        return faults.isEmpty();
    }

    /** One sentence. */
    public String summary() {
        String waiting = unsealed == 0
                ? ""
                : " " + unsealed + " more wait for their place"
                        + oldestUnsealed
                                .map(oldest -> ", the oldest since " + oldest)
                                .orElse("") + ".";
        return (intact()
                        ? "All " + head.position() + " sealed entries are as they were written."
                        : (faults.size() + furtherFaults) + " faults in " + head.position()
                                + " sealed entries. The first: "
                                + faults.getFirst().sentence())
                + waiting;
    }
}
