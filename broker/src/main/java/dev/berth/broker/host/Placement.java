package dev.berth.broker.host;

import dev.berth.broker.catalog.Compute;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses a host for a machine: of those with room, the one that keeps the most memory free. */
public final class Placement {

    /** A host that may be chosen, and what it holds already. */
    public record Candidate(Host host, HostLoad load) {}

    /** What came of choosing. */
    public sealed interface Choice {

        record Placed(Host host) implements Choice {}

        /** No host has room; the sentence says why, host by host. */
        record NoRoom(String sentence) implements Choice {}
    }

    private Placement() {}

    public static Choice choose(List<Candidate> candidates, Compute wanted) {
        return candidates.stream()
                .filter(candidate -> refusal(candidate, wanted).isEmpty())
                .max(Comparator.comparingLong(Placement::freeMemoryMib)
                        .thenComparing(candidate -> candidate.host().name(), Comparator.reverseOrder()))
                .<Choice>map(candidate -> new Choice.Placed(candidate.host()))
                .orElseGet(() -> new Choice.NoRoom(sentence(candidates, wanted)));
    }

    private static String sentence(List<Candidate> candidates, Compute wanted) {
        if (candidates.isEmpty()) {
            return "There is no active host for a machine of " + wanted + ". Add a host, or activate one.";
        }
        return candidates.stream()
                .sorted(Comparator.comparing(candidate -> candidate.host().name()))
                .map(candidate -> candidate.host().name() + " "
                        + refusal(candidate, wanted).orElse("has room"))
                .collect(Collectors.joining(
                        "; ", "No host has room for a machine of " + wanted + ": ", ". Stop a desktop or add a host."));
    }

    /** Why the machine does not fit, in words that follow the host's name; empty when it does. */
    public static Optional<String> refusal(Candidate candidate, Compute wanted) {
        HostHealth health = candidate.host().health();
        if (health.report().isEmpty()) {
            return Optional.of("has not answered yet");
        }
        if (!health.reachable()) {
            return Optional.of("does not answer");
        }
        long memory = freeMemoryMib(candidate);
        if (memory < wanted.memoryMib()) {
            return Optional.of("has " + Math.max(0, memory) + " MiB free");
        }
        long vcpus = freeVcpus(candidate);
        return vcpus < wanted.vcpus() ? Optional.of("has " + Math.max(0, vcpus) + " vCPU free") : Optional.empty();
    }

    /**
     * The smaller of two truths: what the host measured, less what it cannot have seen yet; and what it has in all, less
     * what was promised, since a guest touches its memory only little by little.
     */
    private static long freeMemoryMib(Candidate candidate) {
        HostReport report = candidate.host().health().report().orElseThrow();
        HostLoad load = candidate.load();
        long reserved = candidate.host().spec().reservedMemoryMib();
        long measured = report.freeMemoryMib() - load.unseenMemoryMib();
        long promised = report.memoryMib() - load.memoryMib();
        return Math.min(measured, promised) - reserved;
    }

    private static long freeVcpus(Candidate candidate) {
        HostReport report = candidate.host().health().report().orElseThrow();
        return (long) Math.floor(report.cpus() * candidate.host().spec().vcpuOvercommit())
                - candidate.load().vcpus();
    }
}
