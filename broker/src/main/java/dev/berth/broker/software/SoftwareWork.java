package dev.berth.broker.software;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.update.GuestPackages;
import dev.berth.broker.update.Installation;
import dev.berth.broker.update.StrangeAnswerException;
import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the steps of a desktop's packages. What a guest is to do has a name that is written down before the guest hears of
 * it, and beginning it again does nothing: a node that is killed at any line leaves nothing to be done twice.
 */
@Component
public class SoftwareWork {

    private static final Logger LOG = LoggerFactory.getLogger(SoftwareWork.class);
    private static final int MOST_STEPS = 50;
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final String OTHERS = "Its packages are being worked on.";

    private final JdbcTasks tasks;
    private final Desktops desktops;
    private final GuestSoftware side;
    private final Journal journal;
    private final SoftwareSettings settings;
    private final SoftwarePlanner planner;

    /** Two, so that a round and a run of maintenance on the same node do not take each other's claim for their own. */
    private final UUID ofRounds = UUID.randomUUID();

    private final UUID ofRuns = UUID.randomUUID();

    SoftwareWork(JdbcTasks tasks, Desktops desktops, GuestSoftware side, Journal journal, SoftwareSettings settings) {
        this.tasks = tasks;
        this.desktops = desktops;
        this.side = side;
        this.journal = journal;
        this.settings = settings;
        this.planner = new SoftwarePlanner(settings);
    }

    /** What comes of a step. */
    private sealed interface Turn {

        /** There may be a next one at once. */
        record Go() implements Turn {}

        /** The guest is at it. */
        record Busy(String why) implements Turn {}

        /** Nothing can be done now. */
        record Rest() implements Turn {}
    }

    /**
     * Goes on with the packages of a desktop in maintenance, whose holder calls it until nothing is left.
     *
     * @param until when nothing is begun any more
     * @return why it is not over yet; empty when it is
     */
    public Optional<String> maintain(DesktopId desktop, Instant until) {
        if (!tasks.hasOpen(desktop)) {
            return Optional.empty();
        }
        return tasks.claim(desktop, claim(ofRuns)) ? work(desktop, until, ofRuns) : Optional.of(OTHERS);
    }

    JdbcTasks.Claim claim() {
        return claim(ofRounds);
    }

    /** To be called with the rounds' claim on it, which is given back. */
    void work(DesktopId desktop) {
        work(desktop, Instant.MAX, ofRounds);
    }

    private Optional<String> work(DesktopId desktop, Instant until, UUID holder) {
        try {
            for (int i = 0; i < MOST_STEPS; i++) {
                Turn turn = tasks.claim(desktop, claim(holder)) ? step(desktop, until, holder) : new Turn.Busy(OTHERS);
                switch (turn) {
                    case Turn.Go _ -> {}
                    case Turn.Busy(String why) -> {
                        release(desktop, SOON, holder);
                        return Optional.of(why);
                    }
                    case Turn.Rest _ -> {
                        release(desktop, settings.pause(), holder);
                        return Optional.empty();
                    }
                }
            }
            release(desktop, SOON, holder);
            return Optional.of("Its packages are looked at.");
        } catch (JdbcTasks.ClaimLost e) {
            LOG.info("{}; leaving it.", e.getMessage());
            return Optional.of(OTHERS);
        }
    }

    private void release(DesktopId desktop, Duration pause, UUID holder) {
        tasks.release(desktop, holder, journal.now().plus(pause));
    }

    private JdbcTasks.Claim claim(UUID holder) {
        return new JdbcTasks.Claim(holder, journal.now(), settings.lease());
    }

    private Turn step(DesktopId id, Instant until, UUID holder) {
        Optional<Desktop> found = desktops.find(id);
        if (found.isEmpty()) {
            return new Turn.Rest();
        }
        Desktop desktop = found.get();
        boolean maintained = desktop.state() == DesktopState.MAINTENANCE;
        // Rounds know nothing of when a window closes: what they had begun is its run's to go on with.
        if (maintained ? holder.equals(ofRounds) : desktop.state() != DesktopState.AVAILABLE) {
            return new Turn.Rest();
        }
        JdbcTasks.Surroundings around = tasks.around(id);
        var situation = new SoftwarePlanner.Situation(
                journal.now(),
                maintained,
                until,
                desktop.inUse() || around.attended(),
                desktop.blueprint().disks().root(),
                around.linux());
        try {
            List<Task> all = tasks.of(id);
            return take(planner.next(all, situation), all, situation, holder);
        } catch (HypervisorException | StrangeAnswerException e) {
            LOG.debug("The guest of desktop {} cannot be asked about its packages.", id, e);
            return new Turn.Rest();
        }
    }

    private Turn take(SoftwareStep step, List<Task> all, SoftwarePlanner.Situation situation, UUID holder) {
        return switch (step) {
            case SoftwareStep.Follow(Task task, Task.Job job) -> follow(task, job, holder);
            case SoftwareStep.Forget(Task task) -> {
                tasks.over(task, TaskState.PLANNED, null, "", "", claim(holder));
                yield new Turn.Go();
            }
            case SoftwareStep.Look(var looked) -> {
                side.versions(guest(looked.getFirst()), looked)
                        .forEach((task, version) -> tasks.found(task, version, situation.generation(), claim(holder)));
                yield new Turn.Go();
            }
            case SoftwareStep.Settle(Task task, TaskState state) -> {
                tasks.settle(task, state, claim(holder));
                yield new Turn.Go();
            }
            case SoftwareStep.Begin(Task task, Version version, boolean removing) -> {
                tasks.begin(
                        task,
                        new Task.Job(UUID.randomUUID(), version, removing, situation.generation()),
                        claim(holder));
                yield new Turn.Go();
            }
            case SoftwareStep.GiveUp(Task task, String why) -> {
                journal.together(() -> {
                    tasks.giveUp(task, why, claim(holder));
                    record(task, task.target() == null, Outcome.FAILED, why);
                });
                yield new Turn.Go();
            }
            case SoftwareStep.Rest(var waiting, var _) -> {
                all.stream()
                        .filter(task -> waiting.containsKey(task.software()))
                        .forEach(task -> tasks.note(task, waiting.getOrDefault(task.software(), ""), claim(holder)));
                yield new Turn.Rest();
            }
        };
    }

    private Turn follow(Task task, Task.Job job, UUID holder) {
        GuestPackages guest = guest(task);
        boolean late = task.since().plus(settings.installLimit()).isBefore(journal.now());
        Installation installation;
        try {
            installation = guest.look(job.name().toString());
        } catch (StrangeAnswerException e) {
            if (late) {
                LOG.info("The guest of desktop {} says of a package what cannot be read.", task.desktop(), e);
                return failed(task, job, holder, "What its guest says of it cannot be read.", "");
            }
            throw e;
        }
        return switch (installation) {
            case Installation.None _ -> {
                if (late) {
                    yield failed(
                            task, job, holder, "Its guest did not begin within " + settings.installLimit() + ".", "");
                }
                Optional<String> carried = side.carry(guest, task, job);
                if (carried.isEmpty()) {
                    side.begin(guest, job);
                }
                String why = carried.orElseGet(() -> words(job) + " '" + task.name() + "' is under way.");
                tasks.note(task, why, claim(holder));
                yield new Turn.Busy(why);
            }
            case Installation.Running _ ->
                late
                        ? failed(
                                task, job, holder, "Its guest was not done within " + settings.installLimit() + ".", "")
                        : new Turn.Busy(words(job) + " '" + task.name() + "' is under way.");
            case Installation.Lost _ -> failed(task, job, holder, "Its guest was restarted in the middle of it.", "");
            case Installation.Ended(int code, boolean _, var _, var _, String said) -> {
                if (code != 0) {
                    yield failed(task, job, holder, "It ended with " + code + " in the guest.", said);
                }
                journal.together(() -> {
                    tasks.over(task, TaskState.PLANNED, null, "", said, claim(holder));
                    record(task, job.removing(), Outcome.DONE, sentence(task, job, "Done."));
                });
                yield new Turn.Go();
            }
        };
    }

    private Turn failed(Task task, Task.Job job, UUID holder, String why, String said) {
        Optional<Instant> again = planner.again(task.attempts(), journal.now());
        String reason =
                why + (again.isPresent() ? " It is tried again." : " It was tried " + task.attempts() + " times.");
        journal.together(() -> {
            tasks.over(
                    task,
                    again.isPresent() ? TaskState.RETRYING : TaskState.GIVEN_UP,
                    again.orElse(null),
                    reason,
                    said,
                    claim(holder));
            record(
                    task,
                    job.removing(),
                    Outcome.FAILED,
                    sentence(task, job, reason + (said.isEmpty() ? "" : " " + said)));
        });
        return new Turn.Go();
    }

    private void record(Task task, boolean removing, Outcome outcome, String sentence) {
        journal.record(AuditEntry.of(
                new Actor.Berth(),
                removing ? "desktop.package-remove" : "desktop.package-install",
                "desktop",
                task.desktop(),
                outcome,
                sentence));
    }

    private static String sentence(Task task, Task.Job job, String what) {
        return words(job) + " '" + task.name() + "' " + job.version().spec().label() + ": " + what;
    }

    private static String words(Task.Job job) {
        return job.removing() ? "Removing" : "Installing";
    }

    private GuestPackages guest(Task task) {
        return new GuestPackages(desktops.machine(task.desktop()));
    }
}
