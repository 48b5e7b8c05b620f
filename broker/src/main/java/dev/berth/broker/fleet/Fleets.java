package dev.berth.broker.fleet;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRecord;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Changes fleets, and tells of them. Every verb stands or falls as a whole and is audited in the same transaction. Whether
 * the actor may do it was decided before.
 */
@Component
public class Fleets {

    private static final String KIND = "fleet";
    private static final Duration SHOWN = Duration.ofHours(24);

    private final JdbcFleets fleets;
    private final JdbcInstances instances;
    private final Writing writing;
    private final FleetLead lead;
    private final FleetPlanner planner;

    Fleets(JdbcFleets fleets, JdbcInstances instances, Writing writing, FleetLead lead, FleetSettings settings) {
        this.fleets = fleets;
        this.instances = instances;
        this.writing = writing;
        this.lead = lead;
        this.planner = new FleetPlanner(settings);
    }

    /** How a change is made whole and written down. */
    @Component
    record Writing(ChangeRecord record, AuditLog audit, BundleUse uses, Clock clock) {}

    /** By the name of their bundles. */
    public List<Fleet> list() {
        return fleets.list();
    }

    public Optional<Fleet> find(FleetId id) {
        return fleets.find(id);
    }

    public Optional<Fleet> of(BundleId bundle) {
        return fleets.of(bundle);
    }

    /** How it is used at this moment. */
    public FleetUse use(FleetId id) {
        return FleetUse.of(instances.of(id, writing.clock().instant()));
    }

    /** Those that are there, also those that are going. */
    public List<InstanceView> instances(FleetId id) {
        return instances.views(id);
    }

    /** Of the last day, the earliest first. */
    public List<FleetSample> history(FleetId id) {
        return instances.samples(id, writing.clock().instant().minus(SHOWN));
    }

    /** How long before a time of its schedule what is asked for then is made. */
    public Duration lead(FleetId id) {
        return lead.of(require(id));
    }

    /** What would be done at once if the fleet were like this; nothing is changed. */
    public FleetPreview preview(FleetId id, FleetSpec spec, boolean enabled) {
        Fleet before = require(id);
        requireSameBundle(before, spec);
        var after = new Fleet(id, spec, enabled, before.scaling(), before.revision(), before.createdAt());
        List<Instance> all = instances.of(id, writing.clock().instant());
        FleetPlan plan =
                planner.next(after, all, lead.of(after), writing.clock().instant());
        return new FleetPreview(
                before.scaling().desired(),
                plan.desired(),
                plan.make(),
                plan.retire().size(),
                FleetUse.of(all).serving());
    }

    /** From now on, what is offered of the bundle is served by instances. */
    public Fleet create(FleetSpec spec, Actor actor) {
        return writing.record().change("fleet of bundle " + spec.bundle(), () -> {
            writing.uses().requireFree(spec.bundle());
            if (fleets.of(spec.bundle()).isPresent()) {
                throw new ChangeRefusedException("Bundle " + spec.bundle() + " has a fleet already; change that one.");
            }
            var fleet = new Fleet(
                    new FleetId(UUID.randomUUID()),
                    spec,
                    true,
                    Scaling.NEW,
                    1,
                    writing.clock().instant());
            fleets.insert(fleet);
            writing.record().created(actor, KIND, fleet.id(), Map.of("spec", spec.toString()));
            return require(fleet.id());
        });
    }

    /** Instances that serve go on, whatever the change. */
    public Fleet update(FleetId id, long revision, FleetSpec spec, boolean enabled, Actor actor) {
        return writing.record().change("fleet " + id, () -> {
            Fleet before = require(id);
            requireSameBundle(before, spec);
            if (!fleets.update(id, revision, spec, enabled)) {
                throw new StaleRevisionException(KIND, id, revision);
            }
            writing.audit()
                    .record(AuditEntry.of(actor, "fleet.update", KIND, id, Outcome.DONE, "Changed.")
                            .changing(
                                    Map.of("spec", before.spec().toString(), "enabled", before.enabled()),
                                    Map.of("spec", spec.toString(), "enabled", enabled)));
            return require(id);
        });
    }

    private static void requireSameBundle(Fleet fleet, FleetSpec spec) {
        if (!fleet.spec().bundle().equals(spec.bundle())) {
            throw new IllegalArgumentException("bundle is " + spec.bundle() + "; allowed is "
                    + fleet.spec().bundle() + ", which the fleet was made for. Make another fleet for another bundle.");
        }
    }

    private Fleet require(FleetId id) {
        return fleets.find(id).orElseThrow(() -> new NotFoundException(KIND, id));
    }
}
