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
        String found = intact()
                ? (head.position() == 1
                        ? "The 1 sealed entry is as it was written."
                        : "All " + head.position() + " sealed entries are as they were written.")
                : faultsInWords() + " in the " + head.position() + " places of the chain. The first: "
                        + faults.getFirst().sentence();
        return found + waiting();
    }

    private String faultsInWords() {
        long many = faults.size() + furtherFaults;
        return many == 1 ? "1 fault" : many + " faults";
    }

    private String waiting() {
        if (unsealed == 0) {
            return "";
        }
        return " " + unsealed + (unsealed == 1 ? " more waits for its place" : " more wait for their place")
                + oldestUnsealed.map(oldest -> ", the oldest since " + oldest).orElse("") + ".";
    }
}
