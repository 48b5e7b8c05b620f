package dev.berth.broker.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.fleet.FleetPlan.Change;
import dev.berth.broker.fleet.Instance.Stage;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class FleetPlannerTest {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final FleetSettings SETTINGS = new FleetSettings(
            75, 2, 25, 1, Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofMinutes(5));

    private final FleetPlanner planner = new FleetPlanner(SETTINGS);

    /** kasm's autoscaler deleted machines that were still booting (#736). */
    @Property
    void whatComesOrServesIsNeverTakenIn(@ForAll("fleets") Fleet fleet, @ForAll("instances") List<Instance> instances) {
        FleetPlan plan = planner.next(fleet, instances, Duration.ZERO, NOW);

        assertThat(plan.retire())
                .allSatisfy(id -> assertThat(stage(instances, id)).isIn(Stage.FREE, Stage.SAVED));
        assertThat(plan.spend())
                .allSatisfy(id -> assertThat(stage(instances, id)).isIn(Stage.LEFT, Stage.FAILED));
        assertThat(plan.save())
                .allSatisfy(id -> assertThat(stage(instances, id)).isEqualTo(Stage.FREE));
        assertThat(plan.save()).noneMatch(plan.retire()::contains);
        assertThat(plan.wake()).noneMatch(plan.retire()::contains);
    }

    @Property
    void sizeStaysWithinItsBounds(@ForAll("fleets") Fleet fleet, @ForAll("instances") List<Instance> instances) {
        FleetPlan plan = planner.next(fleet, instances, Duration.ZERO, NOW);
        int there = new FleetPlanner.Count(instances).all();

        assertThat(plan.desired())
                .isBetween(fleet.boundsAt(NOW).least(), fleet.boundsAt(NOW).most());
        if (plan.make() > 0) {
            assertThat(there + plan.make())
                    .isLessThanOrEqualTo(fleet.boundsAt(NOW).most());
            assertThat(plan.retire()).isEmpty();
        }
        if (plan.retire().size() > 1) {
            assertThat(there - plan.retire().size()).isGreaterThanOrEqualTo(plan.desired());
        }
    }

    @Property
    void stepsOfScalingAreSmall(@ForAll("fleets") Fleet fleet, @ForAll("instances") List<Instance> instances) {
        FleetPlan plan = planner.next(fleet, instances, Duration.ZERO, NOW);
        int within = fleet.boundsAt(NOW).clamp(fleet.scaling().desired());
        int serving = new FleetPlanner.Count(instances).serving();

        if (within == fleet.scaling().desired()) {
            assertThat(plan.desired()).isGreaterThanOrEqualTo(within - 1);
            assertThat(plan.desired()).isLessThanOrEqualTo(Math.max(within, serving) + 2);
        }
        assertThat(plan.desired() == fleet.scaling().desired()).isEqualTo(plan.change() == Change.NONE);
    }

    /** People come and go, instances take their time: at the end nobody is there, and the fleet is as small as it may be. */
    @Property(tries = 200)
    void afterTheLastPersonAFleetShrinksToItsLeast(
            @ForAll @IntRange(max = 5) int least,
            @ForAll @IntRange(max = 8) int more,
            @ForAll("arrivals") List<Integer> arrivals) {
        int most = Math.max(1, least + more);
        var world = new World(spec(FleetMode.ALWAYS_ON, new Bounds(least, most), List.of()));
        for (int people : arrivals) {
            world.people(people);
            world.minute();
            assertThat(world.instances.size()).isLessThanOrEqualTo(most);
        }
        world.people(0);
        for (int minute = 0; minute < 6 * (most + 2); minute++) {
            world.minute();
        }
        assertThat(world.instances).hasSize(least).allMatch(instance -> instance.stage() == Stage.FREE);
    }

    @Example
    void above75PercentTwoMoreComeAndBelow25OneGoes() {
        Fleet fleet = fleet(spec(FleetMode.ALWAYS_ON, new Bounds(1, 10), List.of()), scaled(4, null, null));

        assertThat(planner.next(fleet, some(Stage.SERVING, 3, Stage.FREE, 1), Duration.ZERO, NOW)
                        .change())
                .isEqualTo(Change.NONE);
        FleetPlan out = planner.next(fleet, some(Stage.SERVING, 4, Stage.FREE, 0), Duration.ZERO, NOW);
        assertThat(out.desired()).isEqualTo(6);
        assertThat(out.make()).isEqualTo(2);
        assertThat(planner.next(fleet, some(Stage.SERVING, 1, Stage.FREE, 3), Duration.ZERO, NOW)
                        .change())
                .isEqualTo(Change.NONE);
        FleetPlan in = planner.next(fleet, some(Stage.SERVING, 0, Stage.FREE, 4), Duration.ZERO, NOW);
        assertThat(in.desired()).isEqualTo(3);
        assertThat(in.retire()).hasSize(1);
    }

    @Example
    void scalingPausesAfterScaling() {
        FleetSpec spec = spec(FleetMode.ALWAYS_ON, new Bounds(1, 10), List.of());
        Fleet justOut = fleet(spec, scaled(4, NOW.minusSeconds(30), null));
        Fleet outLongAgo = fleet(spec, scaled(4, NOW.minusSeconds(90), null));

        assertThat(planner.next(justOut, some(Stage.SERVING, 4, Stage.FREE, 0), Duration.ZERO, NOW)
                        .desired())
                .isEqualTo(4);
        assertThat(planner.next(outLongAgo, some(Stage.SERVING, 4, Stage.FREE, 0), Duration.ZERO, NOW)
                        .desired())
                .isEqualTo(6);
        assertThat(planner.next(outLongAgo, some(Stage.FREE, 4, Stage.SAVED, 0), Duration.ZERO, NOW)
                        .desired())
                .isEqualTo(4);
    }

    @Example
    void whoeverFindsNothingFreeMakesItGrowAtOnce() {
        Scaling scaling = new Scaling(2, "", NOW.minusSeconds(10), null, NOW.minusSeconds(1));
        Fleet fleet = fleet(spec(FleetMode.ON_DEMAND, new Bounds(0, 10), List.of()), scaling);

        FleetPlan plan = planner.next(fleet, some(Stage.SERVING, 2, Stage.COMING, 0), Duration.ZERO, NOW);

        assertThat(plan.desired()).isEqualTo(4);
        assertThat(plan.why()).isEqualTo("Somebody came, and no instance was free.");
    }

    @Example
    void aScheduleRowHoldsUntilTheNextAndInTheFleetsZone() {
        FleetSpec spec = spec(
                FleetMode.ALWAYS_ON,
                new Bounds(1, 2),
                List.of(
                        new ScheduleRow(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), LocalTime.of(8, 0), 4, 8),
                        new ScheduleRow(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), LocalTime.of(18, 0), 0, 2)));

        // A Monday; Berlin is an hour ahead of UTC.
        assertThat(spec.boundsAt(Instant.parse("2026-11-23T06:59:59Z"))).isEqualTo(new Bounds(0, 2));
        assertThat(spec.boundsAt(Instant.parse("2026-11-23T07:00:00Z"))).isEqualTo(new Bounds(4, 8));
        assertThat(spec.boundsAt(Instant.parse("2026-11-23T17:00:00Z"))).isEqualTo(new Bounds(0, 2));
        assertThat(spec.boundsAt(Instant.parse("2026-11-22T12:00:00Z"))).isEqualTo(new Bounds(0, 2));
    }

    @Example
    void outdatedOnesAreReplacedOneAfterTheOther() {
        Fleet fleet = fleet(spec(FleetMode.ALWAYS_ON, new Bounds(3, 3), List.of()), scaled(3, null, null));
        List<Instance> outdated = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            outdated.add(new Instance(id(), Stage.FREE, false, true, NOW));
        }

        assertThat(planner.next(fleet, outdated, Duration.ZERO, NOW).retire()).hasSize(1);
        outdated.removeLast();
        assertThat(planner.next(fleet, outdated, Duration.ZERO, NOW).retire()).isEmpty();
        assertThat(planner.next(fleet, outdated, Duration.ZERO, NOW).make()).isEqualTo(1);
    }

    @Example
    void whatWaitsOnAHostThatIsEmptiedGoesAtOnceWhateverIsComing() {
        Fleet fleet = fleet(spec(FleetMode.ALWAYS_ON, new Bounds(3, 3), List.of()), scaled(3, null, null));
        Instance coming = new Instance(id(), Stage.COMING, true, true, NOW);
        Instance serving = new Instance(id(), Stage.SERVING, true, false, NOW);
        Instance free = new Instance(id(), Stage.FREE, true, false, NOW);

        assertThat(planner.next(fleet, List.of(coming, serving, free), Duration.ZERO, NOW)
                        .retire())
                .containsExactly(free.id());
    }

    @Example
    void fleetThatWasFullShrinksWhenItsPeopleAreGone() {
        Instant shortAt = NOW.minusSeconds(7_200);
        Fleet full = fleet(
                spec(FleetMode.ALWAYS_ON, new Bounds(1, 4), List.of()),
                new Scaling(4, "", shortAt.minusSeconds(60), null, shortAt));

        FleetPlan in = planner.next(full, some(Stage.SERVING, 0, Stage.FREE, 4), Duration.ZERO, NOW);

        assertThat(in.change()).isEqualTo(Change.IN);
        assertThat(in.desired()).isEqualTo(3);
    }

    /** A fleet over minutes: what is made is ready a minute later. */
    private final class World {

        final FleetSpec spec;
        Fleet fleet;
        List<Instance> instances = new ArrayList<>();
        Instant now = NOW;

        World(FleetSpec spec) {
            this.spec = spec;
            fleet = fleet(spec, Scaling.NEW);
        }

        void people(int wanted) {
            List<Instance> next = new ArrayList<>();
            int served = 0;
            for (Instance instance : instances) {
                boolean serves =
                        served < wanted && (instance.stage() == Stage.FREE || instance.stage() == Stage.SERVING);
                served += serves ? 1 : 0;
                if (serves || instance.stage() != Stage.SERVING) {
                    next.add(serves ? at(instance, Stage.SERVING) : instance);
                }
            }
            instances = next;
        }

        void minute() {
            FleetPlan plan = planner.next(fleet, instances, Duration.ZERO, now);
            Scaling was = fleet.scaling();
            fleet = fleet(
                    spec,
                    new Scaling(
                            plan.desired(),
                            plan.why(),
                            plan.change() == Change.OUT ? now : was.outAt(),
                            plan.change() == Change.IN ? now : was.inAt(),
                            null));
            instances = new ArrayList<>(instances.stream()
                    .filter(instance -> !plan.retire().contains(instance.id()))
                    .map(instance -> instance.stage() == Stage.COMING ? at(instance, Stage.FREE) : instance)
                    .toList());
            for (int i = 0; i < plan.make(); i++) {
                instances.add(new Instance(id(), Stage.COMING, true, true, now));
            }
            now = now.plus(Duration.ofMinutes(1));
        }
    }

    @Provide
    Arbitrary<Fleet> fleets() {
        Arbitrary<Bounds> bounds = Combinators.combine(
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(1, 8))
                .as((least, more) -> new Bounds(least, least + more));
        Arbitrary<@Nullable Instant> times =
                Arbitraries.integers().between(-600, -1).map(NOW::plusSeconds).injectNull(0.3);
        return Combinators.combine(
                        bounds,
                        Arbitraries.of(FleetMode.class),
                        Arbitraries.integers().between(0, 20),
                        times,
                        times,
                        times,
                        Arbitraries.of(true, true, true, false))
                .as((within, mode, desired, out, in, shortAt, enabled) -> new Fleet(
                        new FleetId(UUID.randomUUID()),
                        spec(mode, within, List.of()),
                        enabled,
                        new Scaling(desired, "", out, in, shortAt),
                        1,
                        NOW));
    }

    @Provide
    Arbitrary<List<Instance>> instances() {
        return Combinators.combine(
                        Arbitraries.of(Stage.class),
                        Arbitraries.of(true, true, false),
                        Arbitraries.integers().between(0, 600))
                .as((stage, current, ago) -> new Instance(id(), stage, current, true, NOW.minusSeconds(ago)))
                .list()
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<Integer>> arrivals() {
        return Arbitraries.integers().between(0, 15).list().ofMaxSize(30);
    }

    private static Stage stage(List<Instance> instances, DesktopId id) {
        return instances.stream()
                .filter(instance -> instance.id().equals(id))
                .findFirst()
                .orElseThrow()
                .stage();
    }

    private static List<Instance> some(Stage one, int ones, Stage other, int others) {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < ones + others; i++) {
            instances.add(new Instance(id(), i < ones ? one : other, true, true, NOW.minusSeconds(i)));
        }
        return instances;
    }

    private static Instance at(Instance instance, Stage stage) {
        return new Instance(instance.id(), stage, instance.current(), instance.mayStay(), instance.since());
    }

    private static DesktopId id() {
        return new DesktopId(UUID.randomUUID());
    }

    private static Fleet fleet(FleetSpec spec, Scaling scaling) {
        return new Fleet(new FleetId(new UUID(1, 1)), spec, true, scaling, 1, NOW);
    }

    private static Scaling scaled(int desired, @Nullable Instant out, @Nullable Instant in) {
        return new Scaling(desired, "", out, in, null);
    }

    private static FleetSpec spec(FleetMode mode, Bounds bounds, List<ScheduleRow> schedule) {
        return new FleetSpec(
                new BundleId(new UUID(1, 2)), mode, bounds, ZONE, schedule, new SessionLimits(480, 15, 0), false);
    }
}
