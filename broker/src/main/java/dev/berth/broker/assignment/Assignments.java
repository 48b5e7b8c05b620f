package dev.berth.broker.assignment;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ChangeRecord;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.JdbcEntitlements;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonId;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Changes who is given what. Every verb stands or falls as a whole and is audited in the same transaction. Whether the
 * actor may do it was decided before.
 */
@Component
public class Assignments {

    private static final String KIND = "assignment";

    private final JdbcAssignments assignments;
    private final JdbcLeavings leavings;
    private final JdbcEntitlements entitlements;
    private final Catalog catalog;
    private final Writing writing;

    Assignments(
            JdbcAssignments assignments,
            JdbcLeavings leavings,
            JdbcEntitlements entitlements,
            Catalog catalog,
            Writing writing) {
        this.assignments = assignments;
        this.leavings = leavings;
        this.entitlements = entitlements;
        this.catalog = catalog;
        this.writing = writing;
    }

    /** How a change is made whole and written down. */
    @Component
    record Writing(ChangeRecord record, AuditLog audit, Clock clock) {}

    /**
     * Gives a person or a group's people a desktop of the bundle, made when each next signs in. Their entitlement to it
     * comes along unless it is there already.
     */
    public Assignment assign(Subject subject, BundleId bundle, Terms terms, Actor actor) {
        requireAssignable(subject);
        return writing.record().change("assignment of " + subject.label(), () -> {
            if (assignments.isPooled(bundle)) {
                throw new ChangeRefusedException("Bundle " + bundle
                        + " is served by a fleet; nobody is assigned a desktop of it. Entitle people to it instead.");
            }
            Optional<EntitlementId> there = entitlement(subject, bundle);
            EntitlementId id = there.orElseGet(() ->
                    catalog.entitle(subject, new Offer.OfBundle(bundle), actor).id());
            if (!assignments.insert(id, terms, there.isEmpty(), writing.clock().instant())) {
                throw new ChangeRefusedException(subject.label() + " is assigned this bundle already.");
            }
            audit(actor, "create", id, "Created.", null, fields(subject, bundle, terms));
            return require(id);
        });
    }

    /** Desktops that were made keep how they run. Leavings that have not acted yet follow the new terms. */
    public Assignment change(EntitlementId id, long revision, Terms terms, Actor actor) {
        return writing.record().change("assignment " + id, () -> {
            Assignment before = require(id);
            if (!assignments.update(id, revision, terms)) {
                throw new StaleRevisionException(KIND, id, revision);
            }
            leavings.follow(id, terms);
            audit(
                    actor,
                    "update",
                    id,
                    "Changed.",
                    fields(before.subject(), before.bundle(), before.terms()),
                    fields(before.subject(), before.bundle(), terms));
            return require(id);
        });
    }

    /**
     * Ends the assignment, and the entitlement that came with it. Desktops stay: what an admin takes back is no person's
     * leaving, and leavings that were under way for it are off.
     */
    public void withdraw(EntitlementId id, long revision, Actor actor) {
        writing.record().change("assignment " + id, () -> {
            Assignment before = require(id);
            if (!assignments.delete(id, revision)) {
                throw new StaleRevisionException(KIND, id, revision);
            }
            audit(actor, "delete", id, "Deleted.", fields(before.subject(), before.bundle(), before.terms()), null);
            if (before.broughtEntitlement()) {
                catalog.withdraw(id, actor);
            }
            return before;
        });
    }

    private Optional<EntitlementId> entitlement(Subject subject, BundleId bundle) {
        return entitlements.to(new Offer.OfBundle(bundle)).stream()
                .filter(entitlement -> same(entitlement.subject(), subject))
                .map(entitlement -> entitlement.id())
                .findFirst();
    }

    private static boolean same(Subject one, Subject other) {
        return switch (one) {
            case Subject.OfGroup(GroupId group, String _) ->
                other instanceof Subject.OfGroup(GroupId that, String _) && that.equals(group);
            case Subject.OfPerson(PersonId person, String _) ->
                other instanceof Subject.OfPerson(PersonId that, String _) && that.equals(person);
            case Subject.Everyone _, Subject.OfRole _, Subject.OfAttribute _ -> false;
        };
    }

    private static void requireAssignable(Subject subject) {
        switch (subject) {
            case Subject.OfGroup _, Subject.OfPerson _ -> {}
            case Subject.Everyone _, Subject.OfRole _, Subject.OfAttribute _ ->
                throw new IllegalArgumentException(
                        "subject is '" + subject.label()
                                + "'; allowed for an assignment is a group or a person. Everyone, roles and attributes can be entitled.");
        }
    }

    private Assignment require(EntitlementId id) {
        return assignments.find(id).orElseThrow(() -> new NotFoundException(KIND, id));
    }

    private void audit(
            Actor actor,
            String verb,
            EntitlementId id,
            String reason,
            @Nullable Map<String, ?> before,
            @Nullable Map<String, ?> after) {
        writing.audit()
                .record(AuditEntry.of(actor, KIND + "." + verb, KIND, id, Outcome.DONE, reason)
                        .changing(before, after));
    }

    private static Map<String, ?> fields(Subject subject, BundleId bundle, Terms terms) {
        return Map.of("subject", subject.toString(), "bundle", bundle.toString(), "terms", terms.toString());
    }
}
