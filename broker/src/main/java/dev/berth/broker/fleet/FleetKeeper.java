package dev.berth.broker.fleet;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.desktop.Instances;
import dev.berth.broker.fleet.FleetPlan.Change;
import dev.berth.broker.fleet.Instance.Stage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings every fleet from what is to what is wanted. Each fleet is one transaction that one node holds: it writes down
 * which instances there are to be, and the reconciler of desktops makes and removes them. A node that is killed in the
 * middle has written nothing.
 */
@Component
public class FleetKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(FleetKeeper.class);

    private final JdbcFleets fleets;
    private final JdbcInstances rows;
    private final Hands hands;
    private final FleetSettings settings;
    private final FleetPlanner planner;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    FleetKeeper(
            JdbcFleets fleets,
            JdbcInstances rows,
            Hands hands,
            FleetSettings settings,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.fleets = fleets;
        this.rows = rows;
        this.hands = hands;
        this.settings = settings;
        this.planner = new FleetPlanner(settings);
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What a plan is carried out with. */
    @Component
    record Hands(Instances instances, JdbcBundles bundles, FleetLead lead) {}

    /** Looks at every fleet; one that fails keeps no other from being looked at. */
    public void keep() {
        for (Fleet fleet : fleets.list()) {
            try {
                transaction.executeWithoutResult(
                        status -> fleets.lockIfFree(fleet.id()).ifPresent(this::keep));
            } catch (RuntimeException e) {
                LOG.error("Fleet {} could not be looked at; the next round tries again.", fleet.id(), e);
            }
        }
    }

    private void keep(Fleet fleet) {
        Instant now = clock.instant();
        List<Instance> instances = rows.of(fleet.id(), now.minus(settings.takenGrace()));
        FleetPlan plan = planner.next(fleet, instances, hands.lead().of(fleet), now);
        plan.spend().forEach(hands.instances()::spend);
        plan.retire().forEach(hands.instances()::retire);
        plan.save().forEach(hands.instances()::save);
        plan.wake().forEach(hands.instances()::wake);
        if (plan.make() > 0) {
            Bundle bundle = hands.bundles().find(fleet.spec().bundle()).orElseThrow();
            for (int i = 0; i < plan.make(); i++) {
                hands.instances().make(fleet.id(), bundle);
            }
        }
        scale(fleet, plan, now);
        rows.sample(fleet.id(), sample(instances, plan, now));
    }

    private void scale(Fleet fleet, FleetPlan plan, Instant now) {
        Scaling before = fleet.scaling();
        if (plan.change() == Change.NONE) {
            return;
        }
        boolean out = plan.change() == Change.OUT;
        fleets.scaled(
                fleet.id(),
                new Scaling(
                        plan.desired(),
                        plan.why(),
                        out ? now : before.outAt(),
                        out ? before.inAt() : now,
                        before.shortAt()));
        audit.record(AuditEntry.of(
                        new Actor.Berth(),
                        out ? "fleet.scale-out" : "fleet.scale-in",
                        "fleet",
                        fleet.id(),
                        Outcome.DONE,
                        plan.why())
                .changing(Map.of("desired", before.desired()), Map.of("desired", plan.desired())));
    }

    private static FleetSample sample(List<Instance> instances, FleetPlan plan, Instant now) {
        var count = new FleetPlanner.Count(instances);
        int free = (int) instances.stream()
                .map(Instance::stage)
                .filter(stage -> stage.waits() || stage == Stage.SAVING)
                .count();
        return new FleetSample(now, plan.desired(), count.serving(), free, count.coming(), plan.why());
    }
}
