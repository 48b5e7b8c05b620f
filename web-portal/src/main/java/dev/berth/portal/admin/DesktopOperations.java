package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.ipacl.ClientAddress;
import org.springframework.stereotype.Component;

/** Carries out what an admin asks of a desktop, and writes down that it was asked. */
@Component
public class DesktopOperations {

    private static final String KIND = "desktop";

    private final Desktops desktops;
    private final AuditLog audit;

    DesktopOperations(Desktops desktops, AuditLog audit) {
        this.desktops = desktops;
        this.audit = audit;
    }

    /** @throws GuardRefusedException when the desktop's state does not allow it; that is written down too */
    public void carryOut(DesktopVerb verb, DesktopId id, Actor actor, ClientAddress address) {
        String action = KIND + "." + verb.path();
        try {
            switch (verb) {
                case START -> desktops.start(id);
                case STOP -> desktops.stop(id);
                case REBOOT -> desktops.reboot(id);
                case RETRY -> desktops.retry(id);
                case TERMINATE -> desktops.terminate(id);
            }
        } catch (GuardRefusedException e) {
            audit.record(AuditEntry.of(actor, action, KIND, id, Outcome.FAILED, String.valueOf(e.getMessage()))
                    .from(address));
            throw e;
        }
        audit.record(AuditEntry.of(actor, action, KIND, id, Outcome.DONE, "Asked for by hand.")
                .from(address));
    }
}
