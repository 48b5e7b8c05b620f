package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Windows, and the verbs that change them: each is audited in its transaction and names the revision that it was made on.
 * What would have begun before a window was made or enabled is not made up for. Whether the actor may do it was decided
 * before.
 */
@Component
public class Windows {

    private static final int MOST_GROUPS = 1000;
    private static final String KIND = "maintenance-window";

    private final JdbcWindows windows;
    private final JdbcBundles bundles;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Windows(
            JdbcWindows windows,
            JdbcBundles bundles,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.windows = windows;
        this.bundles = bundles;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The defaults first, then by name. */
    public List<MaintenanceWindow> list() {
        return windows.list();
    }

    public Optional<MaintenanceWindow> find(WindowId id) {
        return windows.find(id);
    }

    /** The groups that a window may be for, as far as people in them have signed in. */
    public List<Scope.Group> groups() {
        return windows.groups(MOST_GROUPS);
    }

    public MaintenanceWindow create(WindowSpec spec, Actor actor) {
        return change(spec.name(), () -> {
            require(spec.scope());
            var window = new MaintenanceWindow(
                    new WindowId(UUID.randomUUID()), MaintenanceWindow.Kind.OWN, spec, true, clock.instant(), 1);
            if (!windows.insert(window, clock.instant())) {
                throw new ChangeRefusedException(taken(spec.name()));
            }
            record(actor, "create", window.id(), null, window);
            return require(window.id());
        });
    }

    /** A default's scope is its running mode and stays. */
    public MaintenanceWindow update(WindowId id, long revision, WindowSpec spec, Actor actor) {
        return change(spec.name(), () -> {
            MaintenanceWindow before = require(id);
            if (before.kind() != MaintenanceWindow.Kind.OWN && !spec.scope().all()) {
                throw new IllegalArgumentException("bundles or groups are named; allowed for the default window '"
                        + before.name() + "' are none: it is for what no other window covers.");
            }
            require(spec.scope());
            return set(
                    new MaintenanceWindow(id, before.kind(), spec, before.enabled(), before.plannedUntil(), revision),
                    before,
                    actor);
        });
    }

    public MaintenanceWindow enable(WindowId id, long revision, boolean enabled, Actor actor) {
        return change(id.toString(), () -> {
            MaintenanceWindow before = require(id);
            // What it would have begun while it was off is past.
            Instant planned = before.enabled() ? before.plannedUntil() : clock.instant();
            return set(
                    new MaintenanceWindow(id, before.kind(), before.spec(), enabled, planned, revision), before, actor);
        });
    }

    /** Its runs stay. A default is not deleted but disabled. */
    public void delete(WindowId id, long revision, Actor actor) {
        change(id.toString(), () -> {
            MaintenanceWindow before = require(id);
            if (before.kind() != MaintenanceWindow.Kind.OWN) {
                throw new ChangeRefusedException(
                        "Window '" + before.name() + "' is a default and cannot be deleted. Disable it instead.");
            }
            if (!windows.delete(id, revision)) {
                throw new StaleRevisionException("maintenance window", id, revision);
            }
            record(actor, "delete", id, before, null);
            return before;
        });
    }

    private MaintenanceWindow set(MaintenanceWindow after, MaintenanceWindow before, Actor actor) {
        if (!windows.update(after)) {
            throw new StaleRevisionException("maintenance window", after.id(), after.revision());
        }
        record(actor, "update", after.id(), before, after);
        return require(after.id());
    }

    private <T> T change(String name, Supplier<T> verb) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> verb.get()));
        } catch (DuplicateKeyException e) {
            throw new ChangeRefusedException(taken(name), e);
        }
    }

    private static String taken(String name) {
        return "name is '" + name + "'; another window has it already. Choose another.";
    }

    private MaintenanceWindow require(WindowId id) {
        return windows.find(id).orElseThrow(() -> new NotFoundException("maintenance window", id));
    }

    private void require(Scope scope) {
        for (BundleId bundle : scope.bundles()) {
            if (bundles.find(bundle).isEmpty()) {
                throw new IllegalArgumentException(
                        "bundles has '" + bundle + "'; allowed are bundles that exist. It may have been deleted.");
            }
        }
    }

    private void record(
            Actor actor,
            String verb,
            WindowId id,
            @Nullable MaintenanceWindow before,
            @Nullable MaintenanceWindow after) {
        String what = Objects.requireNonNull(after != null ? after : before).name();
        audit.record(
                AuditEntry.of(actor, KIND + "." + verb, KIND, id, Outcome.DONE, "Maintenance window '" + what + "'.")
                        .changing(shown(before), shown(after)));
    }

    private static @Nullable Map<String, ?> shown(@Nullable MaintenanceWindow window) {
        return window == null
                ? null
                : Map.of("spec", window.spec().toString(), "enabled", Boolean.toString(window.enabled()));
    }
}
