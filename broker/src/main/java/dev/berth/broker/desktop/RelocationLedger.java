package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.JdbcRemains.Kind;
import dev.berth.broker.desktop.Relocation.Phase;
import dev.berth.broker.host.Host;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down how far a move to another host is: the desktop's row, its snapshots', what is left behind, the audit log. */
@Component
class RelocationLedger {

    private static final Duration RETRY = Duration.ofSeconds(20);

    private final JdbcDesktops desktops;
    private final DesktopRecord record;
    private final SnapshotBook snapshots;
    private final JdbcRemains remains;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    RelocationLedger(
            JdbcDesktops desktops,
            DesktopRecord record,
            SnapshotBook snapshots,
            JdbcRemains remains,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.desktops = desktops;
        this.record = record;
        this.snapshots = snapshots;
        this.remains = remains;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    Belongings belongings(Desktop desktop) {
        return Belongings.of(desktop, snapshots.of(desktop.id()));
    }

    /** As it stands in the row by now. */
    @Nullable
    Relocation present(Desktop desktop) {
        return desktops.find(desktop.id())
                .map(now -> now.agenda().residence().relocation())
                .orElse(null);
    }

    /** The same, where it must be under way. */
    Relocation underWay(Desktop desktop) {
        Relocation move = present(desktop);
        if (move == null || !move.begun()) {
            throw new HypervisorException("The move of desktop " + desktop.id() + " was ended meanwhile.");
        }
        return move;
    }

    /** Whether nobody wants it where it is, and it is to go still. */
    boolean stillMoves(Desktop desktop) {
        return desktops.find(desktop.id())
                .filter(now -> RelocationPlanner.rests(now) && RelocationPlanner.underWay(now))
                .filter(now -> now.agenda().residence().tenure().leaves())
                .isPresent();
    }

    void relocating(Desktop desktop, Relocation relocation) {
        record.facts(desktop, draft -> draft.relocating(relocation));
    }

    void changing(Desktop desktop, UnaryOperator<Relocation> change) {
        record.facts(desktop, draft -> {
            Relocation move = draft.relocation();
            return move == null || !move.begun() ? draft : draft.relocating(change.apply(move));
        });
    }

    /** Everything is there: as one, the row and its snapshots name the new host, and the old volumes are remains. */
    void switchHost(Desktop desktop, Relocation move, Host from, Host to) {
        transaction.executeWithoutResult(status -> {
            if (!record.moved(desktop, draft -> draft.movedTo(to.id()))) {
                status.setRollbackOnly();
                return;
            }
            snapshots.moved(desktop.id(), from.id(), to.id());
            if (!move.shared()) {
                remains.add(from.id(), desktop.id(), Kind.MOVED, copied(move), clock.instant());
            }
            audit.record(entry(
                            "desktop.move",
                            desktop,
                            move.shared()
                                    ? "Moved. Both hosts have its volumes; nothing was copied."
                                    : "Moved, with " + move.copied().size() + " volumes.")
                    .changing(Map.of("host", from.name()), Map.of("host", to.name())));
        });
    }

    /** What was put on the other host goes; before anything was, nothing there is touched. */
    void giveUp(Desktop desktop, @Nullable Relocation move, @Nullable String why) {
        transaction.executeWithoutResult(status -> {
            if (move != null && move.to() != null && !move.shared() && putSomethingThere(move)) {
                List<VolumeName> volumes = belongings(desktop).things().stream()
                        .map(Belongings.Thing::name)
                        .toList();
                remains.add(move.to(), desktop.id(), Kind.GIVEN_UP, volumes, clock.instant());
            }
            record.facts(
                    desktop, draft -> draft.relocating(why == null ? null : Relocation.waiting(why, clock.instant())));
        });
    }

    private static boolean putSomethingThere(Relocation move) {
        return move.phase() == Phase.COPYING || move.phase() == Phase.COPIED;
    }

    /** Nobody ever worked on it: it is made anew elsewhere. */
    void leaveBehind(Desktop desktop, Host lost) {
        transaction.executeWithoutResult(status -> {
            if (!record.moved(desktop, draft -> draft.movedTo(null))) {
                status.setRollbackOnly();
                return;
            }
            List<VolumeName> volumes = lost.spec().sharedStorage() == null
                    ? belongings(desktop).things().stream()
                            .map(Belongings.Thing::name)
                            .toList()
                    : List.of();
            remains.add(lost.id(), desktop.id(), Kind.FENCED, volumes, clock.instant());
            audit.record(entry(
                    "desktop.leave-lost-host",
                    desktop,
                    "Host " + lost.name() + " is lost. The desktop was never ready, and is made anew elsewhere."
                            + fence(lost)));
        });
    }

    /** An instance goes, and its fleet makes another. What is on the host is named, and removed when it comes back. */
    void endThere(Desktop desktop, Host lost) {
        transaction.executeWithoutResult(status -> {
            if (!record.moved(desktop, draft -> draft.terminate().movedTo(null))) {
                status.setRollbackOnly();
                return;
            }
            List<VolumeName> volumes = belongings(desktop).things().stream()
                    .map(Belongings.Thing::name)
                    .toList();
            remains.add(lost.id(), desktop.id(), Kind.FENCED, volumes, clock.instant());
            audit.record(entry(
                    "desktop.leave-lost-host",
                    desktop,
                    "Host " + lost.name() + " is lost. The instance on it is over, and its fleet makes another."
                            + fence(lost)));
        });
    }

    /** Its disks are on storage that the new host has as well. What ran starts again. */
    void restartElsewhere(Desktop desktop, Host lost, Host to) {
        String why = "Its host " + lost.name() + " was declared lost; it goes on from its disks on " + to.name() + ".";
        transaction.executeWithoutResult(status -> {
            if (!record.moved(desktop, draft -> started(draft.movedTo(to.id()), desktop.state(), why))) {
                status.setRollbackOnly();
                return;
            }
            snapshots.moved(desktop.id(), lost.id(), to.id());
            remains.add(lost.id(), desktop.id(), Kind.FENCED, List.of(), clock.instant());
            audit.record(entry("desktop.leave-lost-host", desktop, why + fence(lost))
                    .changing(Map.of("host", lost.name()), Map.of("host", to.name())));
        });
    }

    static String fence(Host lost) {
        Host.Loss loss = lost.loss();
        return loss != null && loss.saidToBeOff()
                ? " Fence: " + loss.by() + " said that the host is off."
                : " Fence: the host answered, and the machine was seen to be off.";
    }

    static DesktopDraft started(DesktopDraft draft, DesktopState was, String why) {
        return switch (was) {
            case AVAILABLE, UNHEALTHY, REBOOTING, UPDATING ->
                draft.wanting(Wanted.RUNNING).moveTo(DesktopState.STARTING, why);
            case PENDING,
                    STARTING,
                    STOPPING,
                    STOPPED,
                    REBUILDING,
                    RESTORING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    SUSPENDED,
                    ERROR,
                    TERMINATING,
                    TERMINATED -> draft.because(why);
        };
    }

    /** It stays as it is, and says so. */
    Outcome waitForHost(Desktop desktop, String reason) {
        boolean said = Objects.equals(desktop.condition().reason(), reason)
                && desktop.condition().power() == Power.UNKNOWN;
        if (!said) {
            record.facts(desktop, draft -> draft.seen(Power.UNKNOWN).because(reason));
        }
        return new Outcome.Until(clock.instant().plus(RETRY));
    }

    private static List<VolumeName> copied(Relocation move) {
        return move.copied().stream().map(VolumeName::new).toList();
    }

    private static AuditEntry entry(String action, Desktop desktop, String sentence) {
        return AuditEntry.of(
                new Actor.Berth(), action, "desktop", desktop.id(), dev.berth.broker.audit.Outcome.DONE, sentence);
    }
}
