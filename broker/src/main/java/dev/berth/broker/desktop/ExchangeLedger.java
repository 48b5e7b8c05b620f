package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.BundleId;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.LostMemory;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down how far an exchange of disks is: the desktop's row, the snapshot that keeps the old disks, the audit log. */
@Component
class ExchangeLedger {

    private final DesktopRecord record;
    private final SnapshotBook snapshots;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    ExchangeLedger(
            DesktopRecord record, SnapshotBook snapshots, AuditLog audit, PlatformTransactionManager transactions) {
        this.record = record;
        this.snapshots = snapshots;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    DesktopRecord record() {
        return record;
    }

    /** The generation of the new disks is the exchange's own from now on, and is never given out again. */
    void reserve(Desktop desktop, Exchange reserving) {
        Disks reserved = reserving.becomes().blueprint().disks();
        record.facts(
                desktop,
                draft -> draft.exchange(reserving)
                        .made(draft.blueprint().with(draft.blueprint().disks().after(reserved))));
    }

    /** The row takes the new disks, and the old ones become a snapshot, as one. */
    void swap(Desktop desktop, Exchange exchange) {
        Snapshot kept = snapshots.kept(desktop, exchange);
        try {
            transaction.executeWithoutResult(status -> {
                boolean moved = record.moved(desktop, draft -> {
                    draft.made(exchange.becomes())
                            .exchange(exchange.in(Exchange.Phase.SWAPPED))
                            .marked(null)
                            .notRunning();
                    return sizesDiffer(exchange) ? draft.roomless() : draft;
                });
                if (!moved || !snapshots.insert(kept)) {
                    status.setRollbackOnly();
                }
            });
        } catch (DuplicateKeyException e) {
            throw new HypervisorException(
                    "The person has got another desktop of that bundle meanwhile. Terminate one of the two.", e);
        }
    }

    void finish(Desktop desktop, Exchange exchange) {
        boolean wasOff = exchange.from() == DesktopState.STOPPED;
        transaction.executeWithoutResult(status -> {
            boolean moved = record.moveReady(desktop, draft -> {
                draft.ready().exchange(null).seen(Power.RUNNING);
                return wasOff && mayStop(desktop)
                        ? draft.stop("It was off before, and goes off again.")
                        : draft.moveTo(DesktopState.AVAILABLE, null).startTimer();
            });
            if (moved) {
                audit.record(entry(desktop, exchange, "Done. What it had before is kept as a snapshot.")
                        .changing(said(exchange.was()), said(exchange.becomes())));
            }
        });
    }

    /**
     * The row has its own disks again.
     *
     * @param bundle whose desktop it is then: the one it had, unless the person has got another desktop of that meanwhile
     * @param lost where the memory that it had saved cannot be put back
     */
    void putBack(Desktop desktop, Exchange exchange, BundleId bundle, Optional<LostMemory> lost) {
        Make own = own(exchange, bundle);
        String why = sentence(exchange)
                + lost.map(memory -> " Its saved memory could not be put back, and is kept as volume '" + memory.kept()
                                + "' on its host: " + memory.reason())
                        .orElse("");
        transaction.executeWithoutResult(status -> {
            boolean moved = record.moved(desktop, draft -> {
                draft.made(own).exchange(null).marked(Mark.PUT_BACK).notRunning();
                if (exchange.keepsMemory()) {
                    draft.seen(lost.isEmpty() ? Power.SAVED : Power.ABSENT);
                }
                lost.ifPresent(memory -> draft.savedStateKeptAt(memory.kept()));
                if (sizesDiffer(exchange)) {
                    draft.roomless();
                }
                return back(draft, exchange.from(), why);
            });
            if (moved) {
                snapshots.delete(exchange.kept());
                audit.record(entry(desktop, exchange, why));
            }
        });
    }

    /** The same for one that is terminated: nothing is to start again. */
    void giveUp(Desktop desktop, Exchange exchange, BundleId bundle) {
        transaction.executeWithoutResult(status -> {
            boolean moved = record.moved(
                    desktop, draft -> draft.made(own(exchange, bundle)).exchange(null));
            if (moved) {
                snapshots.delete(exchange.kept());
            }
        });
    }

    private static Make own(Exchange exchange, BundleId bundle) {
        Blueprint before = exchange.was().blueprint();
        Disks givenUp = exchange.becomes().blueprint().disks();
        return new Make(bundle, before.with(before.disks().after(givenUp)));
    }

    /** What was running starts again. */
    private static DesktopDraft back(DesktopDraft draft, DesktopState from, String why) {
        return switch (from) {
            case STOPPED -> draft.settleStopped(why);
            case ERROR -> draft.moveTo(DesktopState.ERROR, why).down();
            case PENDING,
                    AVAILABLE,
                    STARTING,
                    STOPPING,
                    REBOOTING,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    UNHEALTHY,
                    SUSPENDED,
                    TERMINATING,
                    TERMINATED -> draft.moveTo(DesktopState.STARTING, why);
        };
    }

    private static boolean mayStop(Desktop desktop) {
        return switch (desktop.blueprint().running().mode()) {
            case ALWAYS_ON -> false;
            case AUTO_STOP, MANUAL -> true;
        };
    }

    /** What it takes of its host is asked for anew then. */
    private static boolean sizesDiffer(Exchange exchange) {
        return !exchange.was()
                .blueprint()
                .compute()
                .equals(exchange.becomes().blueprint().compute());
    }

    private static AuditEntry entry(Desktop desktop, Exchange exchange, String sentence) {
        return AuditEntry.of(
                new Actor.Berth(),
                "desktop." + exchange.kind().operation().words(),
                "desktop",
                desktop.id(),
                exchange.failure() == null
                        ? dev.berth.broker.audit.Outcome.DONE
                        : dev.berth.broker.audit.Outcome.FAILED,
                sentence);
    }

    private static Map<String, ?> said(Make make) {
        Blueprint blueprint = make.blueprint();
        return Map.of(
                "bundle",
                make.bundle().toString(),
                "imageVersion",
                blueprint.imageVersion().toString(),
                "generation",
                blueprint.disks().root());
    }

    private static String sentence(Exchange exchange) {
        String what = switch (exchange.kind()) {
            case REBUILD -> "It could not be rebuilt";
            case RESTORE -> "It could not be restored";
            case MIGRATE -> "It could not be migrated";
        };
        return what + ", and is as it was before: " + exchange.failure();
    }
}
