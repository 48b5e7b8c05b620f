package dev.berth.broker.catalog;

import dev.berth.broker.audit.Actor;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Changes what can be had. Every verb stands or falls as a whole and is audited in the same transaction; a change names
 * the revision it was made on. Whether the actor may do it was decided before.
 */
@Component
public class Catalog {

    private final JdbcBundles bundles;
    private final JdbcApplications applications;
    private final JdbcEntitlements entitlements;
    private final ChangeRecord record;
    private final Clock clock;

    public Catalog(
            JdbcBundles bundles,
            JdbcApplications applications,
            JdbcEntitlements entitlements,
            ChangeRecord record,
            Clock clock) {
        this.bundles = bundles;
        this.applications = applications;
        this.entitlements = entitlements;
        this.record = record;
        this.clock = clock;
    }

    public Bundle createBundle(BundleSpec spec, Actor actor) {
        var bundle = new Bundle(new BundleId(UUID.randomUUID()), spec, true, 1, clock.instant());
        return record.change("bundle '" + spec.name() + "'", () -> {
            bundles.insert(bundle);
            record.created(actor, "bundle", bundle.id(), Map.of("spec", spec.toString()));
            return bundle;
        });
    }

    /** A new image version is what the next desktop is made from; desktops that exist keep theirs until a rebuild. */
    public Bundle updateBundle(BundleId id, long revision, BundleSpec spec, Actor actor) {
        return record.change("bundle '" + spec.name() + "'", () -> {
            Bundle before = bundles.require(id);
            set(before, revision, spec, before.enabled());
            record.updated(actor, "bundle", id, before.spec(), spec);
            return bundles.require(id);
        });
    }

    public Bundle enableBundle(BundleId id, long revision, boolean enabled, Actor actor) {
        return record.change("bundle " + id, () -> {
            Bundle before = bundles.require(id);
            set(before, revision, before.spec(), enabled);
            record.updated(actor, "bundle", id, "enabled: " + before.enabled(), "enabled: " + enabled);
            return bundles.require(id);
        });
    }

    /** Refused once the bundle has applications or has ever had a desktop: disable it then. */
    public void deleteBundle(BundleId id, long revision, Actor actor) {
        record.change("bundle " + id, () -> {
            Bundle before = bundles.require(id);
            entitlements.deleteAllTo(new Offer.OfBundle(id));
            if (!bundles.delete(id, revision)) {
                throw new StaleRevisionException("bundle", id, revision);
            }
            record.deleted(actor, "bundle", id, before.spec());
            return before;
        });
    }

    public Application createApplication(ApplicationSpec spec, Actor actor) {
        var application = new Application(new ApplicationId(UUID.randomUUID()), spec, true, 1, clock.instant());
        return record.change("application '" + spec.name() + "'", () -> {
            bundles.require(spec.bundle());
            applications.insert(application);
            record.created(actor, "application", application.id(), Map.of("spec", spec.toString()));
            return application;
        });
    }

    public Application updateApplication(ApplicationId id, long revision, ApplicationSpec spec, Actor actor) {
        return record.change("application '" + spec.name() + "'", () -> {
            Application before = application(id);
            bundles.require(spec.bundle());
            set(before, revision, spec, before.enabled());
            record.updated(actor, "application", id, before.spec(), spec);
            return application(id);
        });
    }

    public Application enableApplication(ApplicationId id, long revision, boolean enabled, Actor actor) {
        return record.change("application " + id, () -> {
            Application before = application(id);
            set(before, revision, before.spec(), enabled);
            record.updated(actor, "application", id, "enabled: " + before.enabled(), "enabled: " + enabled);
            return application(id);
        });
    }

    /** Refused once the application has been opened: disable it then. */
    public void deleteApplication(ApplicationId id, long revision, Actor actor) {
        record.change("application " + id, () -> {
            Application before = application(id);
            entitlements.deleteAllTo(new Offer.OfApplication(id));
            if (!applications.delete(id, revision)) {
                throw new StaleRevisionException("application", id, revision);
            }
            record.deleted(actor, "application", id, before.spec());
            return before;
        });
    }

    public Entitlement entitle(Subject subject, Offer offer, Actor actor) {
        return record.change("entitlement of " + subject.label(), () -> {
            require(offer);
            var entitlement = new Entitlement(new EntitlementId(UUID.randomUUID()), subject, offer, clock.instant());
            if (!entitlements.insert(entitlement)) {
                throw new ChangeRefusedException(subject.label() + " is entitled to this already.");
            }
            record.created(
                    actor,
                    "entitlement",
                    entitlement.id(),
                    Map.of("subject", subject.toString(), "offer", offer.toString()));
            return entitlement;
        });
    }

    /** Live sessions that stood on it are decided anew at once. */
    public void withdraw(EntitlementId id, Actor actor) {
        record.change("entitlement " + id, () -> {
            Entitlement before = entitlements.find(id).orElseThrow(() -> new NotFoundException("entitlement", id));
            entitlements.delete(id);
            record.deleted(actor, "entitlement", id, before);
            return before;
        });
    }

    private void set(Bundle before, long revision, BundleSpec spec, boolean enabled) {
        if (!bundles.update(before.id(), revision, spec, enabled)) {
            throw new StaleRevisionException("bundle", before.id(), revision);
        }
    }

    private void set(Application before, long revision, ApplicationSpec spec, boolean enabled) {
        if (!applications.update(before.id(), revision, spec, enabled)) {
            throw new StaleRevisionException("application", before.id(), revision);
        }
    }

    private Application application(ApplicationId id) {
        return applications.find(id).orElseThrow(() -> new NotFoundException("application", id));
    }

    private void require(Offer offer) {
        switch (offer) {
            case Offer.OfBundle(BundleId id) -> bundles.require(id);
            case Offer.OfApplication(ApplicationId id) -> application(id);
        }
    }
}
