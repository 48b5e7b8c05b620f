package dev.berth.broker.standby;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.desktop.UserPoints;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What admins do with user volumes of other moments. Whether the actor may do it was decided before. */
@Component
public class KeptPoints {

    private final UserPoints points;
    private final Desktops desktops;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    KeptPoints(UserPoints points, Desktops desktops, AuditLog audit, PlatformTransactionManager transactions) {
        this.points = points;
        this.desktops = desktops;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The latest first. */
    public List<UserPoint> of(DesktopId desktop) {
        return points.of(require(desktop).id());
    }

    /** The desktop has it at its next start, and keeps what it has until then. */
    public void putBack(DesktopId desktop, PointId point, Actor actor) {
        require(desktop);
        transaction.executeWithoutResult(status -> {
            points.putBack(desktop, point);
            record(actor, "restore", desktop, "It has the user volume of point " + point + " at its next start.");
        });
    }

    /** @param typed the desktop's host name */
    public void delete(DesktopId desktop, PointId point, String typed, Actor actor) {
        String hostname = require(desktop).blueprint().hostname();
        if (!typed.strip().equals(hostname)) {
            throw new ChangeRefusedException("Cannot delete point " + point + ": typed is '" + typed + "'; type "
                    + hostname + " to say that you mean it.");
        }
        transaction.executeWithoutResult(status -> {
            points.delete(desktop, point);
            record(actor, "delete", desktop, "Deleted point " + point + " of its user volume.");
        });
    }

    private Desktop require(DesktopId desktop) {
        return desktops.find(desktop).orElseThrow(() -> new NotFoundException("desktop", desktop));
    }

    private void record(Actor actor, String verb, DesktopId desktop, String sentence) {
        audit.record(AuditEntry.of(actor, "desktop.point." + verb, "desktop", desktop, Outcome.DONE, sentence));
    }
}
