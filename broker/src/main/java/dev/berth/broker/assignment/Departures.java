package dev.berth.broker.assignment;

import dev.berth.broker.access.Standings;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.DesktopLifecycle;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.AccountWatch;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Standing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Notices that people have left who do not sign in any more, and does what the policy says when its day has come. The
 * directory is asked once more just before: one that does not answer delays, and nobody has left because of it.
 */
@Component
class Departures {

    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
    private static final int AT_ONCE = 500;
    private static final Duration SILENT_RETRY = Duration.ofMinutes(5);
    private static final Duration GUARD_RETRY = Duration.ofHours(1);

    private final JdbcLeavings leavings;
    private final JdbcSettlements settlements;
    private final Settlement settlement;
    private final Directory directory;
    private final Deeds deeds;
    private final Clock clock;

    Departures(
            JdbcLeavings leavings,
            JdbcSettlements settlements,
            Settlement settlement,
            Directory directory,
            Deeds deeds,
            Clock clock) {
        this.leavings = leavings;
        this.settlements = settlements;
        this.settlement = settlement;
        this.directory = directory;
        this.deeds = deeds;
        this.clock = clock;
    }

    /** Who is asked how people stand, and who takes the answer over. */
    @Component
    record Directory(AccountWatch watch, Standings standings) {

        Map<PersonId, Standing> ask(Set<PersonId> people) {
            Map<PersonId, Standing> answers = watch.look(people);
            standings.take(answers);
            return answers;
        }
    }

    /** What is done in the end, and written down. */
    @Component
    record Deeds(
            Desktops desktops, DesktopLifecycle lifecycle, AuditLog audit, PlatformTransactionManager transactions) {

        /** All of it, or nothing: what was done and not written down would be done again to somebody who came back. */
        void asOne(Runnable deed) {
            new TransactionTemplate(transactions).executeWithoutResult(status -> deed.run());
        }
    }

    /** Asks the directory about people with assigned desktops of whom it has told nothing for that long. */
    void look(Duration notSince) {
        Instant now = clock.instant();
        List<PersonId> people = settlements.unread(now.minus(notSince), AT_ONCE);
        if (people.isEmpty()) {
            return;
        }
        Map<PersonId, Standing> answers = directory.ask(Set.copyOf(people));
        settlements.read(
                people.stream()
                        .filter(person -> !(answers.get(person) instanceof Standing.Unknown))
                        .toList(),
                now);
    }

    /** Does what is due. */
    void act() {
        leavings.due(clock.instant()).forEach(due -> {
            try {
                act(due);
            } catch (RuntimeException e) {
                LOG.error("What is due of desktop {}, whose person left, could not be done.", due.desktop(), e);
                leavings.hindered(
                        due.desktop(),
                        "It could not be done, and is tried again: " + e.getMessage(),
                        clock.instant().plus(SILENT_RETRY));
            }
        });
    }

    private void act(Leaving due) {
        Standing standing = directory.ask(Set.of(due.person())).get(due.person());
        if (standing instanceof Standing.Unknown(String reason)) {
            leavings.hindered(
                    due.desktop(),
                    "The directory does not answer, so nobody knows whether its person came back: " + reason,
                    clock.instant().plus(SILENT_RETRY));
            return;
        }
        deeds.asOne(() -> {
            settlement.settle(due.person());
            leavings.find(due.desktop())
                    .filter(still -> still.actedAt().isEmpty() && isDue(still))
                    .ifPresent(this::carryOut);
        });
    }

    private boolean isDue(Leaving leaving) {
        return leaving.actsAt().filter(at -> !at.isAfter(clock.instant())).isPresent();
    }

    private void carryOut(Leaving leaving) {
        try {
            switch (leaving.policy()) {
                case KEEP -> throw new IllegalStateException("Desktop " + leaving.desktop() + " is kept and yet due.");
                case SUSPEND -> suspend(leaving);
                case TERMINATE -> deeds.desktops().terminate(leaving.desktop());
            }
            leavings.acted(leaving.desktop(), clock.instant());
            audit(leaving, Outcome.DONE, "Its person left at " + leaving.noticedAt() + " and did not come back.");
        } catch (GuardRefusedException e) {
            leavings.hindered(
                    leaving.desktop(),
                    String.valueOf(e.getMessage()),
                    clock.instant().plus(GUARD_RETRY));
            audit(leaving, Outcome.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** Once more is once: it may have been done and not written down. */
    private void suspend(Leaving leaving) {
        boolean done = deeds.desktops()
                .find(leaving.desktop())
                .filter(desktop -> desktop.condition().wanted() == Wanted.SUSPENDED)
                .isPresent();
        if (!done) {
            deeds.lifecycle().suspend(leaving.desktop());
        }
    }

    private void audit(Leaving leaving, Outcome outcome, String reason) {
        String verb = leaving.policy() == LeavingPolicy.SUSPEND ? "desktop.suspend" : "desktop.terminate";
        deeds.audit().record(AuditEntry.of(new Actor.Berth(), verb, "desktop", leaving.desktop(), outcome, reason));
    }
}
