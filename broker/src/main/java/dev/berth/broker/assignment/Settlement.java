package dev.berth.broker.assignment;

import dev.berth.broker.assignment.SettlementPlan.Step;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopLifecycle;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.PersonId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings people's desktops in line with their assignments. A sign-in, and whatever changes a person's groups, marks the
 * person in the database; taking the mark away and doing what it asks for is one transaction, so a node that is killed in
 * between has done nothing, and another does it.
 */
@Component
class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final int AT_ONCE = 500;
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final JdbcSettlements settlements;
    private final JdbcLeavings leavings;
    private final Making making;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Settlement(
            JdbcSettlements settlements,
            JdbcLeavings leavings,
            Making making,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.settlements = settlements;
        this.leavings = leavings;
        this.making = making;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What a desktop is made from. */
    @Component
    record Making(Desktops desktops, DesktopLifecycle lifecycle, JdbcBundles bundles) {

        Desktop make(PersonId person, BundleId id, Terms terms) {
            Bundle bundle = bundles.require(id);
            return desktops.assign(person, bundle, Optional.ofNullable(terms.running()));
        }

        /** Brings it back and starts it; false where its volumes are gone, or go. */
        boolean revive(DesktopId id) {
            try {
                lifecycle.revive(id);
            } catch (GuardRefusedException e) {
                LOG.info("Desktop {} is not brought back; its person gets another.", id, e);
                return false;
            }
            desktops.start(id);
            return true;
        }

        /** Lets it be opened again, unless an admin has done so; one that is still going down is tried again. */
        void reinstate(DesktopId id) {
            desktops.find(id)
                    .filter(desktop -> desktop.condition().wanted() == Wanted.SUSPENDED)
                    .ifPresent(desktop -> lifecycle.reinstate(id));
        }
    }

    /** Settles everybody who is due; returns whether there may be more. */
    boolean settleDue() {
        List<PersonId> due = settlements.due(clock.instant(), AT_ONCE);
        due.forEach(this::settleGuarded);
        return due.size() == AT_ONCE;
    }

    /** Settles one person now, whether they were due or not; waits for another node that is at it. */
    void settle(PersonId person) {
        transaction.executeWithoutResult(status -> {
            settlements.takeAnyway(person);
            carryOut(person);
        });
    }

    private void settleGuarded(PersonId person) {
        try {
            settleMarked(person);
        } catch (RuntimeException e) {
            LOG.error("The assignments of person {} could not be settled; it is tried again.", person, e);
            settlements.again(person, clock.instant().plus(RETRY));
        }
    }

    private void settleMarked(PersonId person) {
        transaction.executeWithoutResult(status -> {
            if (settlements.take(person)) {
                carryOut(person);
            }
        });
    }

    private void carryOut(PersonId person) {
        Instant now = clock.instant();
        SettlementPlan.of(settlements.facts(person, now)).forEach(step -> take(person, step, now));
    }

    private void take(PersonId person, Step step, Instant now) {
        switch (step) {
            case Step.Make(BundleId bundle, List<Assignment> under) -> make(person, bundle, under, now);
            case Step.Revive(DesktopId desktop, BundleId bundle, List<Assignment> under) -> {
                if (making.revive(desktop)) {
                    settlements.hold(desktop, under, now);
                    leavings.callOff(desktop);
                    audit(
                            "desktop.revive",
                            desktop,
                            "Its person came back while its volumes were kept: it is theirs as before.");
                } else {
                    make(person, bundle, under, now);
                }
            }
            case Step.Hold(DesktopId desktop, List<Assignment> under) -> settlements.hold(desktop, under, now);
            case Step.Leave(DesktopId desktop, Assignment policy) -> {
                leavings.begin(desktop, policy, now);
                audit("desktop.leaving", desktop, left(policy, now));
            }
            case Step.CallOff(DesktopId desktop) -> callOff(desktop);
        }
    }

    private void make(PersonId person, BundleId bundle, List<Assignment> under, Instant now) {
        Assignment first = under.getFirst();
        Desktop made = making.make(person, bundle, first.terms());
        settlements.hold(made.id(), under, now);
        audit(
                "desktop.assign",
                made.id(),
                "Given to its person, who signed in and is assigned the bundle through "
                        + first.subject().label() + ".");
    }

    private void callOff(DesktopId desktop) {
        leavings.find(desktop)
                .filter(leaving -> leaving.policy() == LeavingPolicy.SUSPEND
                        && leaving.actedAt().isPresent())
                .ifPresent(leaving -> making.reinstate(desktop));
        leavings.callOff(desktop);
        audit("desktop.leaving.off", desktop, "Something gives it to its person again: it is theirs as before.");
    }

    private static String left(Assignment policy, Instant now) {
        String because = "Its person left " + policy.subject().label() + ", and nothing else gives them the desktop: ";
        return because
                + Leaving.actsAt(policy.terms(), now)
                        .map(at -> (policy.terms().onLeaving() == LeavingPolicy.SUSPEND
                                        ? "it is to be suspended at "
                                        : "it is to be terminated at ")
                                + at + ".")
                        .orElse("it is kept.");
    }

    private void audit(String action, DesktopId desktop, String reason) {
        audit.record(AuditEntry.of(new Actor.Berth(), action, "desktop", desktop, Outcome.DONE, reason));
    }
}
