package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * How people put off what an announced roll-out does to their desktop: until it begins, once in each roll-out, and within the
 * same budget as turns of windows. The roll-out takes the others meanwhile, and is over when the last had its turn.
 */
@Component
public class RolloutDeferrals {

    private static final List<Rollout.State> COMING = List.of(Rollout.State.RUNNING, Rollout.State.PAUSED);

    private final JdbcRollouts rollouts;
    private final JdbcRolloutDeferrals members;
    private final Owned owned;
    private final NoticeSettings settings;

    RolloutDeferrals(JdbcRollouts rollouts, JdbcRolloutDeferrals members, Owned owned, NoticeSettings settings) {
        this.rollouts = rollouts;
        this.members = members;
        this.owned = owned;
        this.settings = settings;
    }

    /** Whose desktop it is, how often that may be done, and where it is written down. */
    @Component
    record Owned(Desktops desktops, DeferralBudget budget, Journal journal) {

        Desktop require(PersonId person, DesktopId id) {
            return desktops.find(id)
                    .filter(found -> found.person().equals(person))
                    .orElseThrow(() -> new NotFoundException("desktop", id));
        }
    }

    /** A canary hands its place on to another desktop, so that the others need not wait for it. */
    public void defer(PersonId person, DesktopId id, RolloutId rollout, Actor actor) {
        owned.journal().together(() -> {
            Desktop desktop = owned.require(person, id);
            Instant now = owned.journal().now();
            owned.budget().hold(id);
            Rollout coming = coming(rollout, id, now);
            Instant until = coming.beginsAt().plus(settings.rolloutDeferral());
            if (members.isPutOff(rollout, id)) {
                return;
            }
            owned.budget().require(desktop, now);
            members.putOff(rollout, id, until, now);
            members.handOnCanary(rollout, id, now);
            members.tellAnew(rollout, id, until, until.minus(settings.sessionLead()), now);
            record(actor, "defer", id, "Put off", coming);
        });
    }

    /** Takes it back, before the roll-out begins. */
    public void undo(PersonId person, DesktopId id, RolloutId rollout, Actor actor) {
        owned.journal().together(() -> {
            owned.require(person, id);
            Instant now = owned.journal().now();
            owned.budget().hold(id);
            Rollout coming = coming(rollout, id, now);
            if (members.isPutOff(rollout, id)) {
                Instant begins = coming.beginsAt();
                members.comeBack(rollout, id, now);
                members.tellAnew(rollout, id, begins, begins.minus(settings.sessionLead()), now);
                record(actor, "undefer", id, "Is not put off any more:", coming);
            }
        });
    }

    /** Locked: it does not begin meanwhile. */
    private Rollout coming(RolloutId id, DesktopId desktop, Instant now) {
        rollouts.hold(id);
        return rollouts.find(id)
                .filter(one -> COMING.contains(one.state()) && now.isBefore(one.beginsAt()))
                .filter(one -> members.isWaiting(id, desktop))
                .orElseThrow(() -> new ChangeRefusedException("Desktop " + desktop
                        + " is in no roll-out of this id that could be put off; allowed are announced ones that have not"
                        + " begun."));
    }

    private void record(Actor actor, String verb, DesktopId desktop, String what, Rollout rollout) {
        owned.journal()
                .record(AuditEntry.of(
                        actor,
                        "desktop." + verb,
                        "desktop",
                        desktop,
                        Outcome.DONE,
                        "%s the maintenance by roll-out '%s'."
                                .formatted(what, rollout.spec().name())));
    }
}
