package dev.berth.broker.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the time between the click and the first picture was spent. Pure.
 *
 * @param total from the click to the first picture, or to where it stopped
 * @param reachedPicture whether a picture was ever shown
 * @param bars every stage in order
 * @param gaps the spans that no single stage accounts for
 */
public record Logon(Instant opened, Duration total, boolean reachedPicture, List<Bar> bars, List<Gap> gaps) {

    /** Less than that is no reason to call a stage slow, whatever the others took. */
    static final Duration WORTH_A_WORD = Duration.ofMillis(500);

    /** A span below that was waited for by nobody. */
    static final Duration UNNOTICED = Duration.ofMillis(50);

    public Logon {
        bars = List.copyOf(bars);
        gaps = List.copyOf(gaps);
    }

    /** How a stage compares. */
    public enum Pace {
        NOT_REACHED,
        /** As usual, or there is nothing to compare with. */
        USUAL,
        /** Slower than most of the fleet, or twice this person's usual. */
        SLOW,
        /** Of the slow stages, the one that cost the most. */
        SLOWEST
    }

    /**
     * @param from since the click
     * @param ownMedian what it usually takes this person with this bundle
     * @param fleetP95 what 95 of 100 recent sessions of the region stay below
     */
    public record Bar(
            Stage stage,
            Duration from,
            Duration took,
            Optional<Duration> ownMedian,
            Optional<Duration> fleetP95,
            Pace pace) {

        Bar at(Pace other) {
            return new Bar(stage, from, took, ownMedian, fleetP95, other);
        }

        /** How much longer than usual: the person's own usual where it is known. */
        Duration excess() {
            return ownMedian.or(() -> fleetP95).map(took::minus).orElse(Duration.ZERO);
        }
    }

    /**
     * Time that passed while nobody saw which stage took it: Berth was restarted, or it ended there.
     *
     * @param before the stage that came after it; null when none did
     */
    public record Gap(
            Duration from, Duration took, @Nullable Stage before) {}

    /** What no stage accounts for, taken together. */
    public Duration unaccounted() {
        return gaps.stream().map(Gap::took).reduce(Duration.ZERO, Duration::plus);
    }

    public Optional<Bar> slowest() {
        return bars.stream().filter(bar -> bar.pace() == Pace.SLOWEST).findFirst();
    }

    /**
     * @param reached when each stage was reached; a stage that nobody saw has the time of the one that was seen after it
     * @param over when the session ended; empty while it lives
     */
    static Logon of(
            Instant opened,
            Map<Stage, Instant> reached,
            Map<Stage, Duration> own,
            Map<Stage, Duration> fleet,
            Optional<Instant> over) {
        Map<Stage, Bar> bars = new EnumMap<>(Stage.class);
        List<Gap> gaps = new ArrayList<>();
        Instant cursor = opened;
        int unseen = 0;
        for (Stage stage : Stage.values()) {
            Instant at = reached.get(stage);
            boolean seen = at != null && !sharedWithNext(stage, at, reached);
            if (!seen) {
                unseen++;
            }
            Instant end = at != null && seen && at.isAfter(cursor) ? at : cursor;
            Duration span = Duration.between(cursor, end);
            Duration from = Duration.between(opened, cursor);
            boolean accounted = unseen == 0 || span.compareTo(UNNOTICED) < 0;
            Duration took = accounted ? span : Duration.ZERO;
            bars.put(stage, bar(stage, from, took, at != null, own, fleet));
            if (!accounted) {
                gaps.add(new Gap(from, span, stage));
            }
            if (seen) {
                unseen = 0;
                cursor = end;
            }
        }
        boolean picture = reached.containsKey(Stage.FIRST_FRAME);
        if (!picture && over.isPresent() && over.get().isAfter(cursor)) {
            gaps.add(new Gap(Duration.between(opened, cursor), Duration.between(cursor, over.get()), null));
            cursor = over.get();
        }
        return new Logon(opened, Duration.between(opened, cursor), picture, withSlowest(bars), gaps);
    }

    /** The stage after it was written down at the same instant: only that one was seen. */
    private static boolean sharedWithNext(Stage stage, Instant at, Map<Stage, Instant> reached) {
        return stage.ordinal() + 1 < Stage.values().length
                && at.equals(reached.get(Stage.values()[stage.ordinal() + 1]));
    }

    private static Bar bar(
            Stage stage,
            Duration from,
            Duration took,
            boolean reached,
            Map<Stage, Duration> own,
            Map<Stage, Duration> fleet) {
        Optional<Duration> usual = Optional.ofNullable(own.get(stage));
        Optional<Duration> most = Optional.ofNullable(fleet.get(stage));
        boolean slow = usual.map(median -> took.compareTo(median.multipliedBy(2)) > 0 && isMore(took, median))
                        .orElse(false)
                || most.map(p95 -> isMore(took, p95)).orElse(false);
        return new Bar(stage, from, took, usual, most, !reached ? Pace.NOT_REACHED : slow ? Pace.SLOW : Pace.USUAL);
    }

    private static boolean isMore(Duration took, Duration than) {
        return took.minus(than).compareTo(WORTH_A_WORD) >= 0;
    }

    private static List<Bar> withSlowest(Map<Stage, Bar> bars) {
        Optional<Bar> slowest =
                bars.values().stream().filter(bar -> bar.pace() == Pace.SLOW).max(Comparator.comparing(Bar::excess));
        slowest.ifPresent(bar -> bars.put(bar.stage(), bar.at(Pace.SLOWEST)));
        return List.copyOf(bars.values());
    }
}
