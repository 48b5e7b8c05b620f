package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.JdbcRemains.Kind;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes down as one that a desktop is elsewhere, what is left of it where it was, and the audit log's word on it. */
@Component
class HostLeaving {

    private final DesktopRecord record;
    private final JdbcRemains remains;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    HostLeaving(
            DesktopRecord record,
            JdbcRemains remains,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.record = record;
        this.remains = remains;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * How it leaves a lost host.
     *
     * @param to where it goes on; null where it is over, or made anew elsewhere
     * @param left what of it is named there, to be removed when the host comes back
     */
    record FromLost(Host lost, @Nullable Host to, List<VolumeName> left, String why) {

        /** Who or what made sure that nothing of it runs there. */
        private String fence() {
            Host.Loss loss = lost.loss();
            return loss != null && loss.saidToBeOff()
                    ? " Fence: " + loss.by() + " said that the host is off."
                    : " Fence: the host answered, and the machine was seen to be off.";
        }
    }

    /**
     * How it was moved.
     *
     * @param left the volumes that it leaves where it was; null where both hosts have them
     * @param rest what else is written with it
     */
    record Moved(@Nullable List<VolumeName> left, String sentence, Runnable rest) {}

    /** Its volumes are elsewhere now, and what it had is to go; nothing is written where somebody changed it meanwhile. */
    void move(Desktop desktop, Host from, Host to, Moved moved) {
        List<VolumeName> left = moved.left();
        as(desktop, draft -> draft.movedTo(to.id()), () -> {
            moved.rest().run();
            if (left != null) {
                remains.add(from.id(), desktop.id(), Kind.MOVED, left, clock.instant());
            }
            audit.record(entry("desktop.move", desktop, moved.sentence())
                    .changing(Map.of("host", from.name()), Map.of("host", to.name())));
        });
    }

    /** Nothing is written where somebody changed the desktop meanwhile. */
    void leaveLost(Desktop desktop, FromLost from, UnaryOperator<DesktopDraft> change, Runnable rest) {
        Host lost = from.lost();
        Host to = from.to();
        as(desktop, change, () -> {
            rest.run();
            remains.add(lost.id(), desktop.id(), Kind.FENCED, from.left(), clock.instant());
            AuditEntry entry = entry("desktop.leave-lost-host", desktop, from.why() + from.fence());
            audit.record(to == null ? entry : entry.changing(Map.of("host", lost.name()), Map.of("host", to.name())));
        });
    }

    /**
     * It stays where it is.
     *
     * @param to where something of it was put, which goes; null where nothing was
     * @param next what is to become of the move; null for nothing
     */
    void giveUp(Desktop desktop, @Nullable HostId to, List<VolumeName> volumes, @Nullable Relocation next) {
        transaction.executeWithoutResult(status -> {
            if (to != null) {
                remains.add(to, desktop.id(), Kind.GIVEN_UP, volumes, clock.instant());
            }
            record.facts(desktop, draft -> draft.relocating(next));
        });
    }

    private void as(Desktop desktop, UnaryOperator<DesktopDraft> change, Runnable rest) {
        transaction.executeWithoutResult(status -> {
            if (record.moved(desktop, change)) {
                rest.run();
            } else {
                status.setRollbackOnly();
            }
        });
    }

    private static AuditEntry entry(String action, Desktop desktop, String sentence) {
        return AuditEntry.of(
                new Actor.Berth(), action, "desktop", desktop.id(), dev.berth.broker.audit.Outcome.DONE, sentence);
    }
}
