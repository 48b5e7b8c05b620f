package dev.berth.broker.software;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.catalog.Subject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The catalogue of packages, and who gets which. Whether the actor may was decided before. */
@Component
public class Packages {

    private static final String KIND = "package";

    private final JdbcSoftware store;
    private final SoftwareFiles files;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Packages(
            JdbcSoftware store,
            SoftwareFiles files,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.files = files;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** By name. */
    public List<Software> list() {
        return store.list();
    }

    public Optional<Software> find(SoftwareId id) {
        return store.find(id);
    }

    /** The latest first. */
    public List<Version> versions(SoftwareId id) {
        return store.versions(id);
    }

    public List<Assignment> assignments(SoftwareId id) {
        return store.assignments(id);
    }

    /** Without a version, so it does nothing yet. */
    public Software create(SoftwareSpec spec, Actor actor) {
        var software = new Software(new SoftwareId(UUID.randomUUID()), spec, Optional.empty(), 1, clock.instant());
        return change("package '" + spec.name() + "'", () -> {
            store.insert(software);
            record(actor, "package.create", software.id(), "Created.", null, spec.toString());
            return software;
        });
    }

    public Software update(SoftwareId id, long revision, SoftwareSpec spec, Actor actor) {
        return change("package '" + spec.name() + "'", () -> {
            Software before = store.require(id);
            set(before, revision, spec, before.current().orElse(null));
            record(actor, "package.update", id, "Changed.", before.spec().toString(), spec.toString());
            return store.require(id);
        });
    }

    /** Refused while somebody is assigned it, or while it is on a desktop: withdraw it first. */
    public void delete(SoftwareId id, long revision, Actor actor) {
        change("package " + id, () -> {
            Software before = store.require(id);
            if (store.isInUse(id)) {
                throw new ChangeRefusedException("Package '" + before.name()
                        + "' is assigned, or is still on desktops. Withdraw what is assigned, and delete it when"
                        + " it is gone from them.");
            }
            if (!store.delete(id, revision)) {
                throw new StaleRevisionException(KIND, id, revision);
            }
            record(actor, "package.delete", id, "Deleted.", before.spec().toString(), null);
            return before;
        });
    }

    /** The first one becomes the current one; others wait until they are made it. */
    public Version add(SoftwareId id, VersionSpec spec, Actor actor) {
        var version = new Version(new VersionId(UUID.randomUUID()), id, spec, actor.name(), clock.instant());
        return change("version '" + spec.label() + "'", () -> {
            Software software = store.require(id);
            if (spec.content() instanceof Content.FromFile from
                    && files.require(from.file()).sha256() == null) {
                throw new ChangeRefusedException(
                        "The file of version '" + spec.label() + "' is not whole. Bring it first.");
            }
            store.insert(version);
            record(actor, "package.version-add", id, "Version " + spec.label() + ".", null, shown(spec));
            if (software.current().isEmpty()) {
                set(software, software.revision(), software.spec(), version.id());
                record(actor, "package.version-set", id, "The first version.", null, spec.label());
            }
            return version;
        });
    }

    /** Refused while it is the current one, or on a desktop. */
    public void remove(SoftwareId id, VersionId version, Actor actor) {
        change("version " + version, () -> {
            Version before = require(id, version);
            store.delete(version);
            record(
                    actor,
                    "package.version-remove",
                    id,
                    "Version " + before.spec().label() + ".",
                    shown(before.spec()),
                    null);
            return before;
        });
    }

    /** What desktops get from now on: those that have another version are changed to it, also where it is an older one. */
    public Software setCurrent(SoftwareId id, long revision, VersionId version, Actor actor) {
        return change("package " + id, () -> {
            Software before = store.require(id);
            Version next = require(id, version);
            String was = before.current()
                    .flatMap(store::version)
                    .map(one -> one.spec().label())
                    .orElse("none");
            set(before, revision, before.spec(), version);
            record(
                    actor,
                    "package.version-set",
                    id,
                    "The current version.",
                    was,
                    next.spec().label());
            return store.require(id);
        });
    }

    public Assignment assign(SoftwareId id, Subject subject, Rule rule, Moment moment, Actor actor) {
        if (rule == Rule.NONE) {
            throw new IllegalArgumentException("rule is 'NONE'; allowed are REQUIRED, REMOVED and AVAILABLE.");
        }
        var assignment =
                new Assignment(new AssignmentId(UUID.randomUUID()), id, subject, rule, moment, clock.instant());
        return change("assignment of a package", () -> {
            Software software = store.require(id);
            if (!store.insert(assignment)) {
                throw new ChangeRefusedException("Package '" + software.name() + "' is assigned to " + subject.label()
                        + " already. Withdraw that first.");
            }
            record(actor, "package.assign", id, "To " + subject.label() + ".", null, rule + ", " + moment);
            return assignment;
        });
    }

    /** What Berth installed for it goes at the next turn, unless something else gives it. */
    public void withdraw(AssignmentId id, Actor actor) {
        change("assignment of a package", () -> {
            Assignment before = store.assignment(id).orElseThrow(() -> new NotFoundException("assignment", id));
            store.delete(id);
            record(
                    actor,
                    "package.withdraw",
                    before.software(),
                    "From " + before.subject().label() + ".",
                    before.rule() + ", " + before.moment(),
                    null);
            return before;
        });
    }

    public Optional<Assignment> assignment(AssignmentId id) {
        return store.assignment(id);
    }

    private Version require(SoftwareId id, VersionId version) {
        return store.version(version)
                .filter(found -> found.software().equals(id))
                .orElseThrow(() -> new NotFoundException("version of package " + id, version));
    }

    private void set(Software before, long revision, SoftwareSpec spec, @Nullable VersionId current) {
        if (!store.update(before.id(), revision, spec, current)) {
            throw new StaleRevisionException(KIND, before.id(), revision);
        }
    }

    private <T> T change(String what, Supplier<T> verb) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> verb.get()));
        } catch (DuplicateKeyException e) {
            throw new ChangeRefusedException("Cannot change " + what + ": its name is taken. Choose another.", e);
        } catch (DataIntegrityViolationException e) {
            throw new ChangeRefusedException(
                    "Cannot change " + what + ": it is used, or names what does not exist. Look again, then repeat it.",
                    e);
        }
    }

    private void record(
            Actor actor, String action, SoftwareId id, String why, @Nullable String before, @Nullable String after) {
        audit.record(AuditEntry.of(actor, action, KIND, id, Outcome.DONE, why)
                .changing(before == null ? null : Map.of(KIND, before), after == null ? null : Map.of(KIND, after)));
    }

    /** Scripts whole: they are what runs as root. */
    private static String shown(VersionSpec spec) {
        return switch (spec.content()) {
            case Content.FromSources from -> spec.label() + ": " + from.name() + " " + from.version() + " from sources";
            case Content.FromFile from ->
                spec.label() + ": " + from.name() + " " + from.version() + " from file " + from.file();
            case Content.Scripts scripts ->
                spec.label() + ": scripts\n" + scripts.install() + "\n--\n" + scripts.remove() + "\n--\n"
                        + scripts.detect();
        };
    }
}
