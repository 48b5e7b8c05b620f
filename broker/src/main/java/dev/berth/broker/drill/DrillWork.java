package dev.berth.broker.drill;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.drill.DrillStep.Advance;
import dev.berth.broker.drill.DrillStep.Arrive;
import dev.berth.broker.drill.DrillStep.Check;
import dev.berth.broker.drill.DrillStep.End;
import dev.berth.broker.drill.DrillStep.Fail;
import dev.berth.broker.drill.DrillStep.Give;
import dev.berth.broker.drill.DrillStep.Postpone;
import dev.berth.broker.drill.DrillStep.Return;
import dev.berth.broker.drill.DrillStep.Skip;
import dev.berth.broker.drill.DrillStep.TakeBack;
import dev.berth.broker.drill.DrillStep.Wait;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.JdbcResidents.Resident;
import dev.berth.broker.standby.Standbys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the steps of the drill that is under way. Each is one transaction, with what it does to people in it: a node that
 * is killed has done all of a step or nothing, and the next one goes on from the rows.
 */
@Component
class DrillWork {

    /** A step that changes nothing is tried again in the next round. */
    private static final int MOST_STEPS = 200;

    private final Rows rows;
    private final DrillSight sight;
    private final DrillPlanner planner;
    private final Handing handing;
    private final Standbys standbys;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    DrillWork(
            Rows rows,
            DrillSight sight,
            DrillSettings settings,
            Handing handing,
            Standbys standbys,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.sight = sight;
        this.planner = new DrillPlanner(settings);
        this.handing = handing;
        this.standbys = standbys;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Where a drill stands. */
    @Component
    record Rows(JdbcDrills drills, JdbcCanaries canaries, JdbcCalls calls, JdbcRegions regions) {}

    /** As far as can be gone now. Survives being repeated, and being cut off anywhere. */
    void goOn() {
        boolean more = true;
        for (int i = 0; more && i < MOST_STEPS; i++) {
            more = Objects.requireNonNull(transaction.execute(status -> step()));
        }
    }

    private boolean step() {
        Optional<Drill> found = rows.drills().lock();
        if (found.isEmpty()) {
            return false;
        }
        Drill drill = found.get();
        Optional<ConnectionAlias> alias = rows.regions().map().alias(drill.alias());
        if (alias.isEmpty()) {
            end(drill, new End(Verdict.FAILED, "There is no alias " + drill.aliasName() + " any more."));
            return false;
        }
        List<Canary> canaries = rows.canaries().of(drill.id());
        Instant now = clock.instant();
        Sight seen = sight.look(
                alias.get(),
                drill.peer(),
                canaries,
                rows.calls().answers(drill.id(), drill.peer()),
                asked(drill.id(), now));
        return take(drill, canaries, planner.next(drill, canaries, seen, now));
    }

    /** Its people's desktops are told to the other region when the checks begin. */
    private @Nullable Duration asked(DrillId id, Instant now) {
        return rows.drills().stages(id).stream()
                .filter(stage -> stage.stage() == DrillStage.CHECKS)
                .findFirst()
                .map(stage -> Duration.between(stage.began(), now))
                .orElse(null);
    }

    /** @return whether there may be more to do at once */
    private boolean take(Drill drill, List<Canary> canaries, DrillStep step) {
        Instant now = clock.instant();
        DrillId id = drill.id();
        switch (step) {
            case Wait _ -> {
                canaries.stream()
                        .filter(canary -> canary.state() == Canary.State.PLANNED && drill.stage() == DrillStage.CHECKS)
                        .map(Canary::desktop)
                        .forEach(standbys::hurry);
                return false;
            }
            case Advance(DrillStage to, String note) -> advance(drill, to, note, now);
            case Check(Canary canary, var rpo) ->
                rows.canaries().checked(id, canary, rpo, sight.point(canary.desktop()));
            case Postpone(Canary canary, String why) -> rows.canaries().note(id, canary, why);
            case Skip(Canary canary, String why, boolean fault) -> skip(drill, canary, why, fault);
            case Give(Canary canary) -> {
                return give(drill, canaries, canary, now);
            }
            case Arrive(Canary canary, Canary.State state, Answer answer) ->
                rows.canaries().arrived(id, canary, state, answer, now);
            case TakeBack(Canary canary) ->
                handing.take(drill.alias(), resident(canary), rows.regions().self());
            case Return(Canary canary, Answer answer) -> rows.canaries().home(id, canary, answer, now);
            case Fail fail -> fail(drill, canaries, fail, now);
            case End end -> end(drill, end);
        }
        return true;
    }

    private void advance(Drill drill, DrillStage to, @Nullable String note, Instant now) {
        if (to == DrillStage.CHECKS) {
            rows.canaries().join(drill.id());
            rows.canaries().of(drill.id()).forEach(one -> rows.calls().call(drill, one));
        }
        if (to == DrillStage.FAILBACK) {
            rows.calls().callBack(drill.id());
            rows.canaries().askedBack(drill.id(), now);
        }
        rows.drills().move(drill.id(), drill.stage(), to, note, now);
    }

    private void skip(Drill drill, Canary canary, String why, boolean fault) {
        rows.canaries().skip(drill.id(), canary, why, fault);
        rows.calls().withdraw(drill.id(), canary.person());
    }

    /** The other region heard before what is wanted of it, and sees now whose it is. */
    private boolean give(Drill drill, List<Canary> canaries, Canary canary, Instant now) {
        handing.hold(canary.person());
        if (rows.canaries().hasOthers(drill.id(), canary.person())) {
            skip(drill, canary, "Its person got another desktop meanwhile, which was not checked.", false);
            return true;
        }
        List<Canary> theirs = canaries.stream()
                .filter(one -> one.person().equals(canary.person()) && one.state() == Canary.State.CHECKED)
                .toList();
        List<DesktopId> desktops = theirs.stream().map(Canary::desktop).toList();
        if (!handing.give(drill.alias(), resident(canary), desktops, drill.peer())) {
            return false;
        }
        rows.canaries().given(drill.id(), canary, now);
        return true;
    }

    void fail(Drill drill, List<Canary> canaries, Fail fail, Instant now) {
        rows.drills().failed(drill.id(), fail.verdict(), drill.stage(), fail.why());
        if (drill.stage().isOutward() && !DrillPlanner.away(canaries).isEmpty()) {
            advance(drill, DrillStage.FAILBACK, fail.why(), now);
        } else if (DrillPlanner.away(canaries).isEmpty() && drill.stage() != DrillStage.CHECKS_AFTER) {
            end(drill, new End(fail.verdict(), fail.why()));
        }
    }

    private void end(Drill drill, End end) {
        Instant now = clock.instant();
        if (end.verdict() != Verdict.PASSED) {
            rows.drills().failed(drill.id(), end.verdict(), drill.stage(), String.valueOf(end.why()));
        }
        rows.calls().forget(drill.id());
        rows.drills().move(drill.id(), drill.stage(), DrillStage.OVER, null, now);
        rows.drills().end(drill.id(), end.verdict(), now);
        audit.record(AuditEntry.of(
                new Actor.Berth(),
                "drill.end",
                "drill",
                drill.id(),
                end.verdict() == Verdict.FAILED ? Outcome.FAILED : Outcome.DONE,
                "The drill of %s with %s: %s. %s"
                        .formatted(
                                drill.aliasName(),
                                drill.canary(),
                                end.verdict(),
                                Objects.requireNonNullElse(end.why(), ""))));
    }

    private Resident resident(Canary canary) {
        return new Resident(
                rows.regions().self(),
                canary.person(),
                canary.accountName(),
                canary.displayName(),
                canary.bundle(),
                canary.hostname(),
                "AVAILABLE",
                false);
    }
}
