package dev.berth.broker.software;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides everything about a desktop's packages, from what is to be, what was found, and the situation. One thing at a time
 * is under way in a guest. What people have open is not changed under their hands: outside of maintenance, and unless they
 * asked for it, only what is not there yet is installed while somebody uses the desktop.
 */
final class SoftwarePlanner {

    static final String IN_WINDOW = "It is done when the desktop is next maintained.";
    static final String IN_USE = "Somebody has a session on it.";
    static final String NOT_LINUX = "Packages are installed in Linux guests alone.";
    static final String CLOSED = "The window closed before its turn came. It is done the next time.";

    /** Each may take a program of half a minute, and together they are one step, which is shorter than a claim's lease. */
    private static final int LOOKED_AT_ONCE = 3;

    private final int attempts;
    private final Duration retry;

    SoftwarePlanner(SoftwareSettings settings) {
        attempts = settings.attempts();
        retry = settings.retry();
    }

    /**
     * @param maintained whether the desktop is in maintenance
     * @param until when that ends: nothing is begun then
     * @param attended whether somebody has a session
     * @param generation of its root volume
     * @param linux whether its guest is one
     */
    record Situation(Instant now, boolean maintained, Instant until, boolean attended, int generation, boolean linux) {}

    SoftwareStep next(List<Task> tasks, Situation situation) {
        for (Task task : tasks) {
            Task.Job job = task.job();
            if (job != null) {
                return job.generation() == situation.generation()
                        ? new SoftwareStep.Follow(task, job)
                        : new SoftwareStep.Forget(task);
            }
        }
        List<Task> open = tasks.stream()
                .filter(Task::open)
                .sorted(Comparator.comparing(Task::goes, Comparator.reverseOrder())
                        .thenComparing(Task::name, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(task -> task.software().value()))
                .toList();
        if (!situation.linux() && !open.isEmpty()) {
            Task first = open.getFirst();
            return first.target() == null
                    ? new SoftwareStep.Settle(first, TaskState.ABSENT)
                    : new SoftwareStep.GiveUp(first, NOT_LINUX);
        }
        List<Task> unknown = open.stream()
                .filter(task -> task.found() instanceof Task.Found.Unknown && isDue(task, situation))
                .toList();
        if (!unknown.isEmpty()) {
            return new SoftwareStep.Look(unknown.subList(0, Math.min(unknown.size(), LOOKED_AT_ONCE)));
        }
        Map<SoftwareId, String> waiting = new LinkedHashMap<>();
        for (Task task : open) {
            Optional<TaskState> settled = settled(task);
            if (settled.isPresent()) {
                return new SoftwareStep.Settle(task, settled.get());
            }
            if (!isDue(task, situation)) {
                continue;
            }
            if (task.attempts() >= attempts) {
                return new SoftwareStep.GiveUp(task, tooOften(task));
            }
            Optional<String> hindrance = hindrance(task, situation);
            if (hindrance.isEmpty()) {
                return begin(task);
            }
            waiting.put(task.software(), hindrance.get());
        }
        return new SoftwareStep.Rest(
                waiting,
                open.stream()
                        .flatMap(task -> Optional.ofNullable(task.due()).stream())
                        .filter(due -> due.isAfter(situation.now()))
                        .min(Comparator.naturalOrder()));
    }

    /** When something that has failed so often is tried again; never, where it is given up. */
    Optional<Instant> again(int failures, Instant now) {
        return failures >= attempts
                ? Optional.empty()
                : Optional.of(now.plus(retry.multipliedBy(1L << Math.min(failures - 1, 10))));
    }

    private static String tooOften(Task task) {
        return task.attempts() + " attempts ended well, and the guest has "
                + switch (task.found()) {
                    case Task.Found.Present(String version) -> "'" + version + "'";
                    case Task.Found.Absent _, Task.Found.Unknown _ -> "nothing of it";
                }
                + (task.target() == null || task.goes()
                        ? ", which was to go."
                        : ", where '" + task.target().spec().expected() + "' was to be.");
    }

    private static SoftwareStep begin(Task task) {
        Version version = task.goes() ? task.held() != null ? task.held() : task.current() : task.target();
        if (version == null) {
            throw new IllegalStateException("Package '" + task.name() + "' has no version to begin with.");
        }
        return new SoftwareStep.Begin(task, version, task.goes());
    }

    /** What there is no way to look for is left as it is. */
    private static Optional<TaskState> settled(Task task) {
        Version target = task.target();
        return switch (task.found()) {
            case Task.Found.Unknown _ -> Optional.empty();
            case Task.Found.Absent _ -> target == null ? Optional.of(TaskState.ABSENT) : Optional.empty();
            case Task.Found.Present(String version) -> {
                if (target == null || task.goes()) {
                    yield task.goes() ? Optional.empty() : Optional.of(TaskState.ABSENT);
                }
                yield version.equals(target.spec().expected()) ? Optional.of(TaskState.INSTALLED) : Optional.empty();
            }
        };
    }

    private static boolean isDue(Task task, Situation situation) {
        return task.due() == null || !task.due().isAfter(situation.now());
    }

    private static Optional<String> hindrance(Task task, Situation situation) {
        if (situation.maintained()) {
            return situation.now().isBefore(situation.until()) ? Optional.empty() : Optional.of(CLOSED);
        }
        if (task.asked()) {
            return Optional.empty();
        }
        if (task.moment() == Moment.WINDOW) {
            return Optional.of(IN_WINDOW);
        }
        boolean fresh = task.found() instanceof Task.Found.Absent;
        return situation.attended() && !fresh ? Optional.of(IN_USE) : Optional.empty();
    }
}
