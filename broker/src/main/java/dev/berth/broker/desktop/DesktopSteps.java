package dev.berth.broker.desktop;

import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Takes a step, and turns what fails into something that is written down and tried again. */
@Component
class DesktopSteps {

    private static final Logger LOG = LoggerFactory.getLogger(DesktopSteps.class);
    private static final Duration HOST_RETRY = Duration.ofSeconds(3);
    private static final Duration ROOM_RETRY = Duration.ofSeconds(2);
    private static final Duration SAVE_RETRY = Duration.ofMinutes(10);
    private static final Outcome AGAIN = new Outcome.Again();

    private static final Duration OFF_POLL = Duration.ofMillis(500);

    private final Hands hands;
    private final MachineSteps machines;
    private final Admission admission;
    private final DesktopRecord record;
    private final DesktopSettings settings;
    private final Clock clock;

    DesktopSteps(Hands hands, Admission admission, DesktopRecord record, DesktopSettings settings, Clock clock) {
        this.hands = hands;
        this.machines = hands.machines();
        this.admission = admission;
        this.record = record;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param guest waits for the guest, and tells whether it got ready */
    Outcome take(Desktop desktop, Sighting sighting, Step step, Supplier<Boolean> guest) {
        try {
            return attempt(desktop, sighting, step, guest);
        } catch (HostUnreachableException e) {
            return wait(desktop, "Its host does not answer: " + e.getMessage());
        } catch (ImageMissingException e) {
            return fail(desktop, sighting, String.valueOf(e.getMessage()));
        } catch (DataAccessException | TransactionException | ClaimLostException e) {
            throw e;
        } catch (RuntimeException e) {
            return failedOnce(desktop, sighting, step, e);
        }
    }

    private Outcome attempt(Desktop desktop, Sighting sighting, Step step, Supplier<Boolean> guest) {
        return switch (step) {
            case Step.Rest(Instant until) -> rest(desktop, sighting, until);
            case Step.Wait(String reason) -> wait(desktop, reason);
            case Step.Admit _ -> admit(desktop, sighting);
            case Step.CountIn _ -> facts(desktop, draft -> draft.admittedTo(desktop.placedOn()));
            case Step.MakeDisks _ -> machines.makeDisks(desktop);
            case Step.Clone _ -> machines.clone(desktop);
            case Step.Boot _ -> machines.boot(desktop);
            case Step.Resume _ -> machines.resume(desktop);
            case Step.Adopt _ -> adopt(desktop);
            case Step.NoteOff _ -> wentOff(desktop, sighting);
            case Step.AwaitGuest _ -> guest.get() ? ready(desktop) : AGAIN;
            case Step.Save _ -> save(desktop);
            case Step.PowerOff _ -> machines.powerOff(desktop);
            case Step.Reboot _ -> machines.reboot(desktop);
            case Step.RemoveMachine _ -> machines.removeMachine(desktop);
            case Step.BeginForgetting _ -> beginForgetting(desktop);
            case Step.DeleteVolumes _ -> machines.deleteVolumes(desktop);
            case Step.ShutDown _ -> machines.shutDown(desktop);
            case Step.AwaitOff _ -> new Outcome.Pause(OFF_POLL);
            case Step.TakeSize _ -> hands.sizes().compute(desktop);
            case Step.Grow _ -> hands.sizes().grow(desktop, sighting);
            case Step.OfExchange exchange -> hands.exchanges().take(desktop, exchange);
            case Step.OfRelocation relocation -> hands.relocations().take(desktop, relocation);
            case Step.OfSnapshots snapshots -> hands.snapshots().take(desktop, sighting, snapshots);
            case Step.TakePointIn(PointId point) -> hands.points().takeIn(desktop, point);
            case Step.SetTimer(var due) -> facts(desktop, draft -> draft.timer(due));
            case Step.NoteGuest(int silences) -> noteGuest(desktop, silences);
            case Step.Become become -> become(desktop, sighting, become);
            case Step.Fail(String reason) -> fail(desktop, sighting, reason);
        };
    }

    private Outcome rest(Desktop desktop, Sighting sighting, Instant until) {
        Power seen = sighting.power();
        Power known = desktop.condition().power();
        if (seen != known) {
            // What was said of a host that did not answer is over when it does.
            record.facts(
                    desktop, draft -> known == Power.UNKNOWN ? draft.seen(seen).because(null) : draft.seen(seen));
            return AGAIN;
        }
        return new Outcome.Until(until);
    }

    private Outcome wait(Desktop desktop, String reason) {
        if (!Objects.equals(reason, desktop.condition().reason())
                || desktop.condition().power() != Power.UNKNOWN) {
            record.facts(desktop, draft -> draft.seen(Power.UNKNOWN).because(reason));
        }
        return new Outcome.Until(clock.instant().plus(HOST_RETRY));
    }

    private Outcome admit(Desktop desktop, Sighting sighting) {
        return switch (admission.admit(desktop)) {
            case Admission.Answer.Admitted(Desktop admitted) -> {
                record.reached(admitted, Milestone.PLACED);
                yield AGAIN;
            }
            case Admission.Answer.Overtaken _ -> AGAIN;
            case Admission.Answer.NoRoom(String sentence) -> noRoom(desktop, sighting, sentence);
            case Admission.Answer.NotYet(String sentence) -> queue(desktop, sentence);
            case Admission.Answer.Refused(String sentence) -> fail(desktop, sighting, sentence);
        };
    }

    private Outcome queue(Desktop desktop, String sentence) {
        if (!Objects.equals(sentence, desktop.condition().reason())) {
            record.facts(desktop, draft -> draft.because(sentence));
        }
        return new Outcome.Until(clock.instant().plus(ROOM_RETRY));
    }

    private Outcome noRoom(Desktop desktop, Sighting sighting, String sentence) {
        if (desktop.agenda().exchange() != null) {
            return failedOnce(desktop, sighting, new Step.Admit(), new HypervisorException(sentence));
        }
        if (desktop.state() == DesktopState.STOPPING) {
            return queue(desktop, sentence);
        }
        return switch (settings.whenFull()) {
            case QUEUE -> queue(desktop, sentence);
            case REFUSE -> {
                if (desktop.state() == DesktopState.STARTING) {
                    record.move(desktop, draft -> draft.settleStopped(sentence));
                    yield AGAIN;
                }
                yield fail(desktop, sighting, sentence);
            }
        };
    }

    private Outcome adopt(Desktop desktop) {
        record.facts(desktop, DesktopDraft::running);
        record.reached(desktop, Milestone.DISK_READY);
        record.reached(desktop, Milestone.MACHINE_STARTED);
        return AGAIN;
    }

    /** A machine that goes off again and again while it comes up will not come up. */
    private Outcome wentOff(Desktop desktop, Sighting sighting) {
        int times = desktop.condition().attempts() + 1;
        String why = "Its machine went off before its guest was ready, " + times + " times in a row.";
        if (times >= settings.mostAttempts()) {
            return fail(desktop, sighting, why + " Look at its console, then retry.");
        }
        record.facts(desktop, draft -> draft.notRunning().attempts(times).seen(sighting.power()));
        return AGAIN;
    }

    private Outcome ready(Desktop desktop) {
        Exchange exchange = desktop.agenda().exchange();
        if (exchange != null) {
            hands.exchanges().finish(desktop, exchange);
            return AGAIN;
        }
        record.moveReady(
                desktop,
                draft -> draft.ready()
                        .moveTo(
                                DesktopState.AVAILABLE,
                                Interruption.over(desktop.condition().reason()))
                        .seen(Power.RUNNING));
        return AGAIN;
    }

    /** A machine whose memory cannot be saved goes on running, and says so. */
    private Outcome save(Desktop desktop) {
        try {
            return machines.save(desktop);
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            LOG.warn("Desktop {} keeps running, because its memory could not be saved.", desktop.id(), e);
            record.move(
                    desktop,
                    draft -> draft.wanting(Wanted.RUNNING)
                            .moveTo(
                                    DesktopState.AVAILABLE,
                                    "It keeps running, because saving its memory failed: " + e.getMessage())
                            .timer(clock.instant().plus(SAVE_RETRY)));
            return AGAIN;
        }
    }

    private Outcome noteGuest(Desktop desktop, int silences) {
        record.facts(desktop, draft -> draft.attempts(silences));
        return silences == 0 ? AGAIN : new Outcome.Retry(clock.instant().plus(settings.healthInterval()));
    }

    private Outcome become(Desktop desktop, Sighting sighting, Step.Become become) {
        record.move(desktop, draft -> switch (become.state()) {
            case STOPPED -> draft.settleStopped(become.reason()).seen(sighting.power());
            case STARTING ->
                draft.wanting(become.wanted())
                        .moveTo(become.state(), become.reason())
                        .marked(null)
                        .notRunning()
                        .seen(sighting.power());
            case AVAILABLE -> draft.ready().moveTo(become.state(), become.reason());
            case SUSPENDED -> draft.settleSuspended().seen(sighting.power());
            case TERMINATED -> draft.moveTo(become.state(), null).keptUntil(keptUntil(desktop));
            case PENDING,
                    STOPPING,
                    REBOOTING,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    UNHEALTHY,
                    ERROR,
                    TERMINATING -> draft.wanting(become.wanted()).moveTo(become.state(), become.reason());
        });
        return AGAIN;
    }

    private Outcome failedOnce(Desktop desktop, Sighting sighting, Step step, RuntimeException cause) {
        int attempts = desktop.condition().attempts() + 1;
        String reason = String.valueOf(cause.getMessage());
        LOG.warn("Desktop {} could not take the step {}, attempt {}.", desktop.id(), step, attempts, cause);
        if (attempts >= settings.mostAttempts() && desktop.givesUp()) {
            return fail(desktop, sighting, reason + keptMemory(step, sighting));
        }
        record.facts(desktop, draft -> draft.failedOnce(reason));
        return new Outcome.Retry(clock.instant().plus(settings.backoff(attempts)));
    }

    /** What passes is tried again, and what does not is somebody's to look at: the memory waits for both. */
    private static String keptMemory(Step step, Sighting sighting) {
        return step instanceof Step.Resume && sighting.power() == Power.SAVED
                ? " Its saved memory is kept as it is, and a retry resumes it: see to what its host says, then retry."
                        + " Only a rebuild, a restore or a migration gives the memory up."
                : "";
    }

    /** Where the database does not say that it is time, it is looked at again when it is. */
    private Outcome beginForgetting(Desktop desktop) {
        Instant until = desktop.times().keptUntil();
        return record.beginForgetting(desktop) || until == null ? AGAIN : new Outcome.Until(until);
    }

    /** Null when nothing is kept: nobody can have worked on it. */
    private @Nullable Instant keptUntil(Desktop desktop) {
        return !desktop.holdsWork() || desktop.host().isEmpty()
                ? null
                : record.databaseTime().plus(hands.lifecycle().keepTerminated());
    }

    private Outcome fail(Desktop desktop, Sighting sighting, String reason) {
        Exchange exchange = desktop.agenda().exchange();
        if (exchange != null) {
            record.move(desktop, draft -> draft.undoing(exchange.failed(reason)));
            return AGAIN;
        }
        Power seen = sighting.power();
        record.move(desktop, draft -> {
            draft.moveTo(DesktopState.ERROR, reason).seen(seen);
            return seen.holdsMemory() || seen == Power.UNKNOWN && desktop.host().isPresent() ? draft : draft.down();
        });
        return AGAIN;
    }

    private Outcome facts(Desktop desktop, UnaryOperator<DesktopDraft> change) {
        record.facts(desktop, change);
        return AGAIN;
    }
}
