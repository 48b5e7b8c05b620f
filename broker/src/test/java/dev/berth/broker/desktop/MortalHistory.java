package dev.berth.broker.desktop;

import static dev.berth.hypervisor.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.region.RegionSettings;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What happens to a region under one node after another: each is killed with -9 at a random line, its claims lapse, and
 * the next one starts. In the end it comes to rest under one that lives.
 */
abstract class MortalHistory {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** The dead one's claims lapse. */
    private static final Duration LEASE_OVER = Duration.ofSeconds(16);

    final TestRegion region;
    final Random random;
    final List<String> told = new ArrayList<>();
    TestNode node;
    int kills;
    private final int mostKills;
    private final int longestLife;

    /**
     * @param mostKills after so many the next node lives
     * @param longestLife of a node that is killed, in lines
     */
    MortalHistory(TestRegion region, Random random, int mostKills, int longestLife) {
        this.region = region;
        this.random = random;
        this.mostKills = mostKills;
        this.longestLife = longestLife;
        node = region.node();
    }

    /** So many steps; then everything heals, comes to rest, and is looked at. */
    final void play(int steps, int seed) {
        for (int i = 0; i < steps; i++) {
            step(i);
        }
        converge();
        check("seed " + seed + ": " + told);
    }

    /** Something that people or hosts do. */
    abstract void step(int number);

    final void begin(Life life) {
        node.close();
        node = region.node(life, TestRegion.settings());
    }

    final Life nextLife() {
        return Life.endingAt(1 + random.nextInt(longestLife));
    }

    /** Does something, and lets the broker work; whenever it is killed the next one starts. */
    final void act(Consumer<TestNode> action) {
        try {
            node.life.during(() -> action.accept(node));
        } catch (RuntimeException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            told.add("refused");
        }
        work();
    }

    /** Now and then a world refuses one of these a few times. */
    final void mayRefuse(SimulatedWorld world, int most, Operation... operations) {
        if (random.nextInt(4) == 0) {
            Operation refused = operations[random.nextInt(operations.length)];
            told.add("refuses " + refused);
            world.faults().refuseNext(refused, 1 + random.nextInt(most));
        }
    }

    /** Whether it is an answer that whoever acts may get. */
    boolean isRefusal(RuntimeException e) {
        return e instanceof GuardRefusedException;
    }

    final void work() {
        for (int i = 0; i < 100; i++) {
            node.life.during(this::pass);
            assertThat(node.reconciler.awaitIdle(LIMIT))
                    .as("came to rest, %s", told)
                    .isTrue();
            rested();
            if (!node.life.isOver()) {
                return;
            }
            kills++;
            told.add("killed " + node.life.endedAt());
            region.clock.advance(LEASE_OVER);
            begin(kills < mostKills && random.nextBoolean() ? nextLife() : Life.endless());
        }
    }

    /** What a node does by itself. */
    void pass() {
        node.reconciler.reconcile();
    }

    /** A pass is over, or the node died in it. */
    void rested() {}

    /** Ends all faults, and lets a node that lives work until nobody has anything to do. */
    final void converge() {
        if (node.life.isOver()) {
            work();
        }
        heal();
        begin(Life.endless());
        workToTheEnd();
        node.sweep.sweep();
        // Events of the last changes may still make it look once more.
        within(
                LIMIT,
                "all claims are given back: " + told,
                () -> node.reconciler.awaitIdle(Duration.ZERO) && claims() == 0);
    }

    void heal() {
        region.world.faults().clear();
    }

    abstract void workToTheEnd();

    abstract void check(String what);

    final int claims() {
        return region.jdbc
                .sql("select count(*) from desktop where claim is not null")
                .query(Integer.class)
                .single();
    }

    final List<Snapshot> snapshots(DesktopId desktop) {
        return new JdbcSnapshots(region.jdbc, new RegionSettings("main")).of(desktop);
    }

    /** Where what a person wrote may be: the user volume first, then those of the snapshots that are ready. */
    final List<VolumeName> kept(Desktop desktop) {
        return Stream.concat(
                        Stream.of(VolumeNames.user(desktop)),
                        snapshots(desktop.id()).stream().filter(Snapshot::ready).map(Snapshot::user))
                .toList();
    }

    /** The volumes that a row names. */
    final List<VolumeName> named(Desktop desktop) {
        return Stream.concat(
                        Stream.of(VolumeNames.user(desktop), VolumeNames.root(desktop)),
                        snapshots(desktop.id()).stream()
                                .flatMap(snapshot -> Stream.of(snapshot.root(), snapshot.user())))
                .toList();
    }

    /** The desktop's volumes there, without a user volume that was left, which a row named once. */
    static Stream<VolumeName> volumesOf(DesktopId desktop, SimulatedWorld world) {
        return world.allVolumes().keySet().stream()
                .filter(name -> name.value().startsWith(desktop.toString()))
                .filter(name -> !name.value().contains(".kept-"));
    }
}
