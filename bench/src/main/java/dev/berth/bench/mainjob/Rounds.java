package dev.berth.bench.mainjob;

import dev.berth.bench.bed.BerthProcess;
import dev.berth.bench.bed.PersonAtBerth;
import dev.berth.bench.bed.PersonAtBerth.Opening;
import dev.berth.bench.raw.Blueprint;
import dev.berth.bench.raw.RawMachine;
import dev.berth.bench.raw.SavedTemplate;
import dev.berth.bench.raw.Waiting;
import dev.berth.bench.report.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of a run. In each, Berth and the raw side do the same in turns, and the one that begins changes; only one
 * machine runs at a time. The first round warms up caches and is not counted.
 */
final class Rounds {

    static final String COLD = "cold start";
    static final String RUNNING = "running desktop";
    static final String RESUME = "resume";
    static final String CLONE = "first desktop as clone";
    static final String BERTH = "Berth: ";
    static final String RAW = "raw: ";
    static final String UNTIL_STARTED = "click to machine started";

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration STATE_LIMIT = Duration.ofMinutes(3);
    private static final Duration TEMPLATE_LIMIT = Duration.ofMinutes(12);
    private static final String EMPLOYEE = "alice";
    private static final String ADMIN = "adam";
    private static final String MACHINE_STARTED = "MACHINE_STARTED";

    private final Bed bed;
    private final int rounds;
    private final Samples samples;
    private @Nullable Blueprint blueprint;

    Rounds(Bed bed, int rounds, Samples samples) {
        this.bed = bed;
        this.rounds = rounds;
        this.samples = samples;
    }

    /** Two people at Berth: one who opens desktops, one who puts them away. */
    private record People(PersonAtBerth employee, PersonAtBerth admin, String bundle) implements AutoCloseable {

        static People of(BerthProcess berth) {
            PersonAtBerth employee = PersonAtBerth.signIn(berth.address(), berth.accounts(), EMPLOYEE);
            return new People(
                    employee, PersonAtBerth.signIn(berth.address(), berth.accounts(), ADMIN), employee.bundle());
        }

        @Override
        public void close() {
            employee.close();
            admin.close();
        }
    }

    /** Desktops that boot: cold, then while they run, then from saved memory. */
    void booting() {
        try (People people = People.of(bed.start(List.of("--berth.desktop.templates=false")))) {
            inTurns("booting", into -> bootThroughBerth(people, into), this::bootByHand);
        }
    }

    /** A person's very first desktop, from a template's memory. */
    void cloning() {
        try (People people = People.of(bed.start(List.of("--berth.desktop.templates=true")))) {
            SavedTemplate template = SavedTemplate.read(awaitTemplate());
            inTurns("cloning", into -> cloneThroughBerth(people, into), into -> {
                try (RawMachine machine = bed.rawMachine(blueprint())) {
                    into.add(RAW + CLONE, machine.cloneOf(template));
                }
            });
        }
    }

    private void inTurns(String what, Side berth, Side raw) {
        for (int round = 0; round <= rounds; round++) {
            System.out.println(what + ": " + (round == 0 ? "warming up" : "round " + round + " of " + rounds));
            // Berth begins the first: the raw side copies its machine.
            List<Side> sides = round % 2 == 0 ? List.of(berth, raw) : List.of(raw, berth);
            for (Side side : sides) {
                side.run(round == 0 ? new Samples() : samples);
            }
        }
    }

    private void bootThroughBerth(People people, Samples into) {
        Opening cold = people.employee().open(people.bundle());
        add(into, COLD, cold);
        if (blueprint == null) {
            blueprint = Blueprint.of(bed.virsh(), bed.machineOf(cold.desktop()), userImage());
        }
        add(into, RUNNING, people.employee().open(people.bundle()));
        people.admin().send("POST", "/desktops/" + cold.desktop() + "/stop", "", 202);
        awaitState(people, cold.desktop(), "STOPPED");
        add(into, RESUME, people.employee().open(people.bundle()));
        terminate(people, cold.desktop());
    }

    private void bootByHand(Samples into) {
        try (RawMachine machine = bed.rawMachine(blueprint())) {
            into.add(RAW + COLD, machine.coldStart());
            into.add(RAW + RUNNING, machine.connect());
            into.add(RAW + "save", machine.save());
            into.add(RAW + RESUME, machine.resume());
        }
    }

    private void cloneThroughBerth(People people, Samples into) {
        Opening first = people.employee().open(people.bundle());
        add(into, CLONE, first);
        terminate(people, first.desktop());
    }

    private static void add(Samples into, String what, Opening opening) {
        into.add(BERTH + what, opening.steps());
        opening.stages().forEach((stage, at) -> into.add(BERTH + what + " / by stage " + stage, at));
        Duration started = opening.stages().get(MACHINE_STARTED);
        if (started != null) {
            into.add(BERTH + what + " / " + UNTIL_STARTED, started);
        }
    }

    private void terminate(People people, String desktop) {
        people.admin().send("POST", "/desktops/" + desktop + "/terminate", "", 202);
        awaitState(people, desktop, "TERMINATED");
        Waiting.until(
                "machine " + desktop + " to be gone",
                POLL,
                STATE_LIMIT,
                () -> !bed.virsh().attempt("domid", desktop).ok());
    }

    private static void awaitState(People people, String desktop, String state) {
        Waiting.until(
                "desktop " + desktop + " to be " + state,
                POLL,
                STATE_LIMIT,
                () -> people.admin()
                        .get("/desktops/" + desktop)
                        .path("state")
                        .asString("")
                        .equals(state));
    }

    private Path awaitTemplate() {
        Waiting.until(
                "the template in pool " + bed.pool(),
                POLL,
                TEMPLATE_LIMIT,
                () -> template().isPresent());
        return bed.poolFolder().resolve(template().orElseThrow());
    }

    /** The template's memory, once it is whole. */
    private Optional<String> template() {
        List<String> volumes = volumes();
        return volumes.stream()
                .filter(volume -> volume.startsWith("template-") && volume.endsWith(".memory"))
                .filter(volume -> !volumes.contains(volume + ".making"))
                .findFirst();
    }

    private Path userImage() {
        return volumes().stream()
                .filter(volume -> volume.startsWith("img-") && volume.endsWith("-user"))
                .map(bed.poolFolder()::resolve)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Pool " + bed.pool() + " has no user volume's image."));
    }

    private List<String> volumes() {
        return bed.virsh()
                .run("vol-list", bed.pool())
                .lines()
                .map(line -> line.strip().split("\\s+", 2)[0])
                .toList();
    }

    private Blueprint blueprint() {
        if (blueprint == null) {
            throw new IllegalStateException("Berth has made no machine yet that could be copied.");
        }
        return blueprint;
    }

    /** What one side does in a round. */
    @FunctionalInterface
    private interface Side {
        void run(Samples into);
    }
}
