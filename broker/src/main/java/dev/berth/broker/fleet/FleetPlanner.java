package dev.berth.broker.fleet;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.fleet.FleetPlan.Change;
import dev.berth.broker.fleet.Instance.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides everything about a fleet's size, from its row, its instances and the time. Pure. An instance that is being made
 * or started, and one that somebody has, is never taken in.
 */
final class FleetPlanner {

    /** So many are made in one go at most: the next go is seconds later. */
    private static final int MOST_AT_ONCE = 10;

    private final FleetSettings settings;

    FleetPlanner(FleetSettings settings) {
        this.settings = settings;
    }

    /** @param lead so long before a time of its schedule what is asked for then is made, so that it is ready by then */
    FleetPlan next(Fleet fleet, List<Instance> instances, Duration lead, Instant now) {
        var count = new Count(instances);
        if (fleet.spec().keepsHome()) {
            return withoutWaiting(instances, count, now);
        }
        Bounds bounds = fleet.boundsAt(now, lead);
        Size size = size(fleet, bounds, count, now);
        int lack = size.desired() - count.all();
        List<DesktopId> retire = retire(instances, count, size.desired());
        return new FleetPlan(
                size.desired(),
                size.change(),
                size.why(),
                Math.clamp(lack, 0, MOST_AT_ONCE),
                retire,
                over(instances, now),
                fleet.spec().mode() == FleetMode.ON_DEMAND ? waiting(instances, Stage.FREE, retire) : List.of(),
                fleet.spec().mode() == FleetMode.ALWAYS_ON ? waiting(instances, Stage.SAVED, retire) : List.of());
    }

    /** Each instance is made with its person's home when they come: one that waits would be nobody's. */
    private FleetPlan withoutWaiting(List<Instance> instances, Count count, Instant now) {
        return new FleetPlan(
                count.serving(),
                Change.NONE,
                "",
                0,
                instances.stream()
                        .filter(instance -> instance.stage().waits())
                        .map(Instance::id)
                        .toList(),
                over(instances, now),
                List.of(),
                List.of());
    }

    /** How many instances there are: in all, in use, on their way. */
    record Count(int all, int serving, int coming) {

        Count(List<Instance> instances) {
            this(
                    (int) instances.stream()
                            .filter(instance -> instance.stage().counts())
                            .count(),
                    of(instances, Stage.SERVING),
                    of(instances, Stage.COMING));
        }

        private static int of(List<Instance> instances, Stage stage) {
            return (int) instances.stream()
                    .filter(instance -> instance.stage() == stage)
                    .count();
        }
    }

    private record Size(int desired, Change change, String why) {

        static Size of(int before, int after, String why) {
            return new Size(after, after > before ? Change.OUT : after < before ? Change.IN : Change.NONE, why);
        }
    }

    private Size size(Fleet fleet, Bounds bounds, Count count, Instant now) {
        Scaling scaling = fleet.scaling();
        int before = scaling.desired();
        int desired = bounds.clamp(before);
        if (desired != before) {
            boolean ahead = bounds.least() > fleet.boundsAt(now).least();
            String why = !fleet.enabled()
                    ? "It is switched off."
                    : ahead
                            ? bounds.least() + " instances are to be ready soon, as its schedule says."
                            : "Between " + bounds.least() + " and " + bounds.most()
                                    + " instances are asked for at this time.";
            return Size.of(before, desired, why);
        }
        int more = bounds.clamp(Math.max(desired, count.serving()) + settings.outBy());
        if (more > desired && isNewShortage(scaling)) {
            return Size.of(before, more, "Somebody came, and no instance was free.");
        }
        // What is on its way counts as soon as it is there.
        boolean settled = count.coming() == 0;
        if (settled && isAbove(count, desired) && isOver(scaling.outAt(), settings.outPause(), now)) {
            return Size.of(before, bounds.clamp(desired + settings.outBy()), inUse(count, desired));
        }
        if (settled
                && isBelow(count, desired)
                && isOver(scaling.outAt(), settings.inPause(), now)
                && isOver(scaling.inAt(), settings.inPause(), now)) {
            int less = Math.max(bounds.clamp(desired - settings.inBy()), Math.min(desired, count.serving()));
            return Size.of(before, less, inUse(count, desired));
        }
        return Size.of(before, desired, "");
    }

    /** One that was met by a fleet that may not grow is over once the fleet was scaled either way. */
    private static boolean isNewShortage(Scaling scaling) {
        return scaling.shortAt() != null && isAfter(scaling, scaling.outAt()) && isAfter(scaling, scaling.inAt());
    }

    private static boolean isAfter(Scaling scaling, @Nullable Instant scaled) {
        Instant shortAt = scaling.shortAt();
        return scaled == null || shortAt != null && shortAt.isAfter(scaled);
    }

    private boolean isAbove(Count count, int desired) {
        return count.serving() * 100 > settings.outAbove() * desired;
    }

    private boolean isBelow(Count count, int desired) {
        return count.serving() * 100 < settings.inBelow() * desired;
    }

    private static boolean isOver(@Nullable Instant since, Duration pause, Instant now) {
        return since == null || !now.isBefore(since.plus(pause));
    }

    private static String inUse(Count count, int desired) {
        return count.serving() + " of " + desired + " instances are in use.";
    }

    /**
     * Of those that wait: all that are on hosts that are emptied, and what is too many besides, outdated ones first; else
     * one that is outdated, while no other is coming.
     */
    private static List<DesktopId> retire(List<Instance> instances, Count count, int desired) {
        int surplus = count.all() - desired;
        List<Instance> waiting = instances.stream()
                .filter(instance -> instance.stage().waits())
                .sorted(Comparator.comparing(Instance::mayStay)
                        .thenComparing(Instance::current)
                        .thenComparing(Instance::since, Comparator.reverseOrder()))
                .toList();
        int leaving =
                (int) waiting.stream().filter(instance -> !instance.mayStay()).count();
        int outdated = count.coming() == 0 && surplus == 0
                ? (int) waiting.stream()
                        .filter(instance -> instance.mayStay() && !instance.current())
                        .limit(leaving == 0 ? 1 : 0)
                        .count()
                : 0;
        return waiting.stream()
                .limit(Math.max(Math.max(surplus, leaving), outdated))
                .map(Instance::id)
                .toList();
    }

    private static List<DesktopId> waiting(List<Instance> instances, Stage stage, List<DesktopId> retired) {
        return instances.stream()
                .filter(instance -> instance.stage() == stage)
                .map(Instance::id)
                .filter(id -> !retired.contains(id))
                .toList();
    }

    private List<DesktopId> over(List<Instance> instances, Instant now) {
        return instances.stream()
                .filter(instance -> isOver(instance, now))
                .map(Instance::id)
                .toList();
    }

    private boolean isOver(Instance instance, Instant now) {
        return switch (instance.stage()) {
            case LEFT -> true;
            case FAILED -> !now.isBefore(instance.since().plus(settings.failedRest()));
            case COMING, FREE, SAVING, SAVED, SERVING -> false;
        };
    }
}
