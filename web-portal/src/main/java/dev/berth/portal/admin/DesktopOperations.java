package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopLifecycle;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.desktop.SnapshotId;
import dev.berth.broker.desktop.Snapshots;
import dev.berth.ipacl.ClientAddress;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Carries out what an admin or helpdesk asks of a desktop, and writes down that it was asked. */
@Component
public class DesktopOperations {

    private static final String KIND = "desktop";

    private final Desktops desktops;
    private final DesktopLifecycle lifecycle;
    private final Snapshots snapshots;
    private final AuditLog audit;

    DesktopOperations(Desktops desktops, DesktopLifecycle lifecycle, Snapshots snapshots, AuditLog audit) {
        this.desktops = desktops;
        this.lifecycle = lifecycle;
        this.snapshots = snapshots;
        this.audit = audit;
    }

    /** Who asks, and from where. */
    public record Asker(Actor actor, ClientAddress address) {}

    /** @throws GuardRefusedException when the desktop's state does not allow it; that is written down too */
    public void carryOut(DesktopVerb verb, DesktopId id, Actor actor, ClientAddress address) {
        carryOut(verb.path(), id, new Asker(actor, address), Map.of(), () -> {
            switch (verb) {
                case START -> desktops.start(id);
                case STOP -> desktops.stop(id);
                case REBOOT -> desktops.reboot(id);
                case RETRY -> desktops.retry(id);
                case SUSPEND -> lifecycle.suspend(id);
                case REINSTATE -> lifecycle.reinstate(id);
                case HOLD -> lifecycle.hold(id);
                case LET_GO -> lifecycle.letGo(id);
                case TERMINATE -> desktops.terminate(id);
                case REVIVE -> lifecycle.revive(id);
                case FORGET -> lifecycle.forget(id);
            }
        });
    }

    public void rebuild(DesktopId id, Optional<SnapshotId> from, Asker asker) {
        carryOut("rebuild", id, asker, said("snapshot", from.orElse(null)), () -> lifecycle.rebuild(id, from));
    }

    public void restore(DesktopId id, SnapshotId from, Asker asker) {
        carryOut("restore", id, asker, said("snapshot", from), () -> lifecycle.restore(id, from));
    }

    public void migrate(DesktopId id, BundleId to, Asker asker) {
        carryOut("migrate", id, asker, said("bundle", to.value()), () -> lifecycle.migrate(id, to));
    }

    public void changeMode(DesktopId id, RunningPolicy running, Asker asker) {
        carryOut("change-mode", id, asker, said("running", running), () -> lifecycle.changeMode(id, running));
    }

    public void changeCompute(DesktopId id, Compute compute, boolean now, Asker asker) {
        carryOut(
                "change-compute", id, asker, said("compute", compute), () -> lifecycle.changeCompute(id, compute, now));
    }

    public void grow(DesktopId id, @Nullable Long rootMib, @Nullable Long userMib, Asker asker) {
        carryOut(
                "grow",
                id,
                asker,
                said("MiB", "root " + rootMib + ", user " + userMib),
                () -> lifecycle.grow(id, rootMib, userMib));
    }

    public SnapshotId takeSnapshot(DesktopId id, Asker asker) {
        var taken = new ArrayList<SnapshotId>();
        carryOut("snapshot", id, asker, Map.of(), () -> taken.add(snapshots.take(id)));
        return taken.getFirst();
    }

    public void deleteSnapshot(DesktopId id, SnapshotId snapshot, Asker asker) {
        carryOut("delete-snapshot", id, asker, said("snapshot", snapshot), () -> snapshots.delete(id, snapshot));
    }

    private void carryOut(String verb, DesktopId id, Asker asker, Map<String, ?> after, Runnable work) {
        String action = KIND + "." + verb;
        try {
            work.run();
        } catch (GuardRefusedException | ChangeRefusedException e) {
            audit.record(AuditEntry.of(asker.actor(), action, KIND, id, Outcome.FAILED, String.valueOf(e.getMessage()))
                    .from(asker.address()));
            throw e;
        }
        audit.record(AuditEntry.of(asker.actor(), action, KIND, id, Outcome.DONE, "Asked for by hand.")
                .from(asker.address())
                .changing(null, after.isEmpty() ? null : after));
    }

    private static Map<String, ?> said(String name, @Nullable Object value) {
        return value == null ? Map.of() : Map.of(name, value.toString());
    }
}
