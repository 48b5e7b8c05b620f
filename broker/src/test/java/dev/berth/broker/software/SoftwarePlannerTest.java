package dev.berth.broker.software;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.software.SoftwarePlanner.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SoftwarePlannerTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final int MOST = 3;
    private static final SoftwareSettings SETTINGS = new SoftwareSettings(
            20,
            MOST,
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(30),
            256);
    private static final Situation FREE = new Situation(NOW, false, Instant.MAX, false, 1, true);
    private static final Situation IN_USE = new Situation(NOW, false, Instant.MAX, true, 1, true);
    private static final Situation MAINTAINED = new Situation(NOW, true, NOW.plusSeconds(60), false, 1, true);

    private final SoftwarePlanner planner = new SoftwarePlanner(SETTINGS);
    private final Version old = version("1.0");
    private final Version fresh = version("1.1");

    @Test
    void whatIsRequiredIsInstalledUpgradedAndSettled() {
        assertThat(planner.next(List.of(required(new Task.Found.Unknown())), FREE))
                .isInstanceOf(SoftwareStep.Look.class);
        assertThat(planner.next(List.of(required(new Task.Found.Absent())), FREE))
                .isInstanceOfSatisfying(
                        SoftwareStep.Begin.class,
                        begin -> assertThat(begin.version()).isEqualTo(fresh));
        assertThat(planner.next(List.of(required(new Task.Found.Present("1.0"))), FREE))
                .isInstanceOf(SoftwareStep.Begin.class);
        assertThat(planner.next(List.of(required(new Task.Found.Present("1.1"))), FREE))
                .isInstanceOfSatisfying(
                        SoftwareStep.Settle.class,
                        settle -> assertThat(settle.state()).isEqualTo(TaskState.INSTALLED));
    }

    @Test
    void whatSomebodyHasOpenIsNotChangedUnderTheirHands() {
        assertThat(waits(required(new Task.Found.Present("1.0")), IN_USE)).isEqualTo(SoftwarePlanner.IN_USE);
        assertThat(waits(task(Rule.REMOVED, Moment.NOW, null, null, null, new Task.Found.Present("1.0"), 0), IN_USE))
                .isEqualTo(SoftwarePlanner.IN_USE);
        assertThat(planner.next(List.of(required(new Task.Found.Absent())), IN_USE))
                .isInstanceOf(SoftwareStep.Begin.class);
        Task unwanted = task(Rule.AVAILABLE, Moment.WINDOW, false, null, old, new Task.Found.Present("1.0"), 0);
        assertThat(planner.next(List.of(unwanted), IN_USE))
                .isInstanceOfSatisfying(
                        SoftwareStep.Begin.class,
                        begin -> assertThat(begin.removing()).isTrue());
    }

    @Test
    void whatIsForTheWindowWaitsForItAndIsNotBegunWhenItCloses() {
        Task task = task(Rule.REQUIRED, Moment.WINDOW, null, fresh, null, new Task.Found.Absent(), 0);
        assertThat(waits(task, FREE)).isEqualTo(SoftwarePlanner.IN_WINDOW);
        assertThat(planner.next(List.of(task), MAINTAINED)).isInstanceOf(SoftwareStep.Begin.class);
        assertThat(waits(task, new Situation(NOW, true, NOW, false, 1, true))).isEqualTo(SoftwarePlanner.CLOSED);
    }

    @Test
    void whatBerthDidNotBringStaysWhenNothingGivesItAnyMore() {
        assertThat(planner.next(
                        List.of(task(Rule.NONE, Moment.NOW, null, null, null, new Task.Found.Present("1.0"), 0)), FREE))
                .isInstanceOfSatisfying(
                        SoftwareStep.Settle.class,
                        settle -> assertThat(settle.state()).isEqualTo(TaskState.ABSENT));
        assertThat(planner.next(
                        List.of(task(Rule.NONE, Moment.NOW, null, null, old, new Task.Found.Present("1.0"), 0)), FREE))
                .isInstanceOfSatisfying(
                        SoftwareStep.Begin.class,
                        begin -> assertThat(begin.removing() && begin.version().equals(old))
                                .isTrue());
    }

    @Test
    void failuresBackOffAndEnd() {
        assertThat(planner.again(1, NOW)).contains(NOW.plus(Duration.ofMinutes(2)));
        assertThat(planner.again(2, NOW)).contains(NOW.plus(Duration.ofMinutes(4)));
        assertThat(planner.again(MOST, NOW)).isEmpty();
        Task tried = task(Rule.REQUIRED, Moment.NOW, null, fresh, null, new Task.Found.Absent(), MOST);
        assertThat(planner.next(List.of(tried), FREE))
                .isInstanceOfSatisfying(
                        SoftwareStep.GiveUp.class,
                        given -> assertThat(given.why()).contains("3 attempts", "nothing of it", "'1.1'"));
        assertThat(planner.next(
                        List.of(required(new Task.Found.Absent())),
                        new Situation(NOW, false, Instant.MAX, false, 1, false)))
                .isInstanceOfSatisfying(
                        SoftwareStep.GiveUp.class,
                        given -> assertThat(given.why()).isEqualTo(SoftwarePlanner.NOT_LINUX));
    }

    @Test
    void whatIsOnlyOfferedToAGuestThatHasNoPackagesFailsNobody() {
        var windows = new Situation(NOW, false, Instant.MAX, false, 1, false);
        Task offered = task(Rule.AVAILABLE, Moment.NOW, null, null, null, new Task.Found.Unknown(), 0);
        assertThat(planner.next(List.of(offered), windows))
                .isInstanceOfSatisfying(
                        SoftwareStep.Settle.class,
                        settle -> assertThat(settle.state()).isEqualTo(TaskState.ABSENT));
    }

    @Test
    void scriptsThatHangAreLookedAtAFewAtATime() {
        List<Task> many = Stream.generate(() -> required(new Task.Found.Unknown()))
                .limit(10)
                .toList();
        assertThat(planner.next(many, FREE))
                .isInstanceOfSatisfying(
                        SoftwareStep.Look.class,
                        look -> assertThat(Duration.ofSeconds(30)
                                        .multipliedBy(look.tasks().size()))
                                .isLessThan(SETTINGS.lease()));
    }

    @Test
    void jobOnADiskThatIsGoneIsForgottenAndNothingElseIsBegunBesideOne() {
        var job = new Task.Job(UUID.randomUUID(), fresh, false, 1);
        Task busy = with(required(new Task.Found.Unknown()), TaskState.WORKING, job, 1, null);
        List<Task> both = List.of(required(new Task.Found.Absent()), busy);
        assertThat(planner.next(both, FREE)).isInstanceOf(SoftwareStep.Follow.class);
        assertThat(planner.next(both, new Situation(NOW, false, Instant.MAX, false, 2, true)))
                .isInstanceOf(SoftwareStep.Forget.class);
    }

    /** Guests that fail at random: everything ends, as wanted or given up, within the attempts, one thing at a time. */
    @Test
    void everyHistoryEnds() {
        for (int seed = 1; seed <= 2_000; seed++) {
            var random = new Random(seed);
            List<Task> tasks = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                Rule rule = Rule.values()[random.nextInt(4)];
                boolean there = rule == Rule.REQUIRED || rule == Rule.AVAILABLE && random.nextBoolean();
                tasks.add(task(
                        rule,
                        Moment.values()[random.nextInt(2)],
                        rule == Rule.AVAILABLE ? there : null,
                        there ? fresh : null,
                        random.nextBoolean() ? old : null,
                        new Task.Found.Unknown(),
                        0));
            }
            play(tasks, random, "seed " + seed);
            assertThat(tasks).as("seed %d", seed).noneMatch(Task::open);
        }
    }

    private void play(List<Task> tasks, Random random, String what) {
        Instant now = NOW;
        List<String> present = new ArrayList<>();
        tasks.forEach(task -> present.add(random.nextBoolean() ? "1.0" : ""));
        int[] begun = new int[tasks.size()];
        for (int turn = 0; turn < 500 && tasks.stream().anyMatch(Task::open); turn++) {
            boolean maintained = random.nextInt(4) == 0;
            boolean attended = !maintained && random.nextBoolean();
            var situation = new Situation(now, maintained, Instant.MAX, attended, 1, true);
            switch (planner.next(List.copyOf(tasks), situation)) {
                case SoftwareStep.Look(var looked) ->
                    looked.forEach(task -> {
                        String version = present.get(tasks.indexOf(task));
                        replace(
                                tasks,
                                task,
                                found(
                                        task,
                                        version.isEmpty() ? new Task.Found.Absent() : new Task.Found.Present(version)));
                    });
                case SoftwareStep.Begin(Task task, Version version, boolean removing) -> {
                    assertThat(tasks).as(what).allMatch(one -> one.job() == null);
                    assertThat(!attended || task.asked() || task.found() instanceof Task.Found.Absent)
                            .as("%s in use", what)
                            .isTrue();
                    assertThat(maintained || task.asked() || task.moment() == Moment.NOW)
                            .as("%s in its window", what)
                            .isTrue();
                    begun[tasks.indexOf(task)]++;
                    replace(
                            tasks,
                            task,
                            with(
                                    found(task, new Task.Found.Unknown()),
                                    TaskState.WORKING,
                                    new Task.Job(UUID.randomUUID(), version, removing, 1),
                                    task.attempts() + 1,
                                    null));
                }
                case SoftwareStep.Follow(Task task, Task.Job job) -> {
                    boolean good = random.nextBoolean();
                    if (good && random.nextInt(8) > 0) {
                        present.set(
                                tasks.indexOf(task),
                                job.removing() ? "" : job.version().spec().label());
                    }
                    Instant again =
                            good ? null : planner.again(task.attempts(), now).orElse(null);
                    TaskState next = good ? TaskState.PLANNED : again == null ? TaskState.GIVEN_UP : TaskState.RETRYING;
                    replace(tasks, task, with(task, next, null, task.attempts(), again));
                }
                case SoftwareStep.Settle(Task task, TaskState state) ->
                    replace(tasks, task, with(task, state, null, 0, null));
                case SoftwareStep.GiveUp(Task task, String _) ->
                    replace(tasks, task, with(task, TaskState.GIVEN_UP, null, task.attempts(), null));
                case SoftwareStep.Forget _ -> throw new AssertionError(what + ": no disk was exchanged");
                case SoftwareStep.Rest _ -> now = now.plusSeconds(60);
            }
        }
        assertThat(Arrays.stream(begun).max().orElse(0)).as(what).isLessThanOrEqualTo(MOST);
    }

    private static void replace(List<Task> tasks, Task was, Task is) {
        tasks.set(tasks.indexOf(was), is);
    }

    private String waits(Task task, Situation situation) {
        var rest = (SoftwareStep.Rest) planner.next(List.of(task), situation);
        return rest.waiting().getOrDefault(task.software(), "");
    }

    private Task required(Task.Found found) {
        return task(Rule.REQUIRED, Moment.NOW, null, fresh, null, found, 0);
    }

    private Task task(
            Rule rule,
            Moment moment,
            @Nullable Boolean chosen,
            @Nullable Version target,
            @Nullable Version held,
            Task.Found found,
            int attempts) {
        return new Task(
                new DesktopId(UUID.randomUUID()),
                new SoftwareId(UUID.randomUUID()),
                "tool",
                rule,
                moment,
                chosen,
                target,
                held,
                fresh,
                TaskState.PLANNED,
                NOW,
                found,
                null,
                attempts,
                null,
                null);
    }

    private static Task found(Task task, Task.Found found) {
        return copy(task, task.state(), found, task.job(), task.attempts(), task.due());
    }

    private static Task with(Task task, TaskState state, Task.@Nullable Job job, int attempts, @Nullable Instant due) {
        return copy(task, state, task.found(), job, attempts, due);
    }

    private static Task copy(
            Task task, TaskState state, Task.Found found, Task.@Nullable Job job, int attempts, @Nullable Instant due) {
        return new Task(
                task.desktop(),
                task.software(),
                task.name(),
                task.rule(),
                task.moment(),
                task.chosen(),
                task.target(),
                task.held(),
                task.current(),
                state,
                task.since(),
                found,
                job,
                attempts,
                due,
                null);
    }

    private static Version version(String label) {
        return new Version(
                new VersionId(UUID.randomUUID()),
                new SoftwareId(UUID.randomUUID()),
                new VersionSpec(label, new Content.FromSources("tool", label)),
                "an admin",
                NOW);
    }
}
