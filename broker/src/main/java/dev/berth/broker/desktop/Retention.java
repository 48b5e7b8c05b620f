package dev.berth.broker.desktop;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which snapshots of a desktop are kept: the latest, and the last of each of the latest weeks. Weeks are ISO's, in UTC. */
final class Retention {

    private final int recent;
    private final int weekly;

    Retention(int recent, int weekly) {
        this.recent = recent;
        this.weekly = weekly;
    }

    /** What of it counts. */
    record Taken(SnapshotId id, SnapshotState state, Instant at) {}

    private record Week(int year, int week) {
        static Week of(Instant at) {
            LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
            return new Week(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
    }

    /**
     * Those that may go. One that others stand on goes later than this says, when they are gone; one that failed goes as
     * soon as a later one is there.
     */
    Set<SnapshotId> superfluous(List<Taken> all) {
        List<Taken> latestFirst = all.stream()
                .filter(taken -> taken.state() == SnapshotState.READY)
                .sorted(Comparator.comparing(Taken::at)
                        .reversed()
                        .thenComparing(taken -> taken.id().value()))
                .toList();
        Set<SnapshotId> kept = new HashSet<>();
        Set<Week> weeks = new HashSet<>();
        for (Taken taken : latestFirst) {
            boolean lastOfItsWeek = weeks.size() < weekly && weeks.add(Week.of(taken.at()));
            if (kept.size() < recent || lastOfItsWeek) {
                kept.add(taken.id());
            }
        }
        Set<SnapshotId> superfluous = new HashSet<>();
        for (Taken taken : all) {
            boolean failedEarlier = taken.state() == SnapshotState.FAILED
                    && !latestFirst.isEmpty()
                    && taken.at().isBefore(latestFirst.getFirst().at());
            if (failedEarlier || taken.state() == SnapshotState.READY && !kept.contains(taken.id())) {
                superfluous.add(taken.id());
            }
        }
        return superfluous;
    }
}
