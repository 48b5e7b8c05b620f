package dev.berth.broker.helpdesk;

import dev.berth.broker.access.Author;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.session.SessionFilter;
import dev.berth.broker.session.SessionMessages;
import dev.berth.broker.session.Sessions;
import dev.berth.hypervisor.HypervisorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Shows what a desktop's console shows. That may be somebody's work, so it can be switched off, every look has a reason
 * and is written down, and the person is told: in the session if they have one, and on every page until they have read it.
 */
@Component
public class Consoles {

    private static final Logger LOG = LoggerFactory.getLogger(Consoles.class);

    private final Desktops desktops;
    private final Sessions sessions;
    private final SessionMessages messages;
    private final ConsoleLooks looks;
    private final AuditLog audit;
    private final HelpdeskSettings settings;

    Consoles(
            Desktops desktops,
            Sessions sessions,
            SessionMessages messages,
            ConsoleLooks looks,
            AuditLog audit,
            HelpdeskSettings settings) {
        this.desktops = desktops;
        this.sessions = sessions;
        this.messages = messages;
        this.looks = looks;
        this.audit = audit;
        this.settings = settings;
    }

    /**
     * A PNG. Whether the author may look was decided before.
     *
     * @throws ChangeRefusedException when it is switched off, or there is nothing to see
     */
    public byte[] look(Desktop desktop, LookReason reason, Author author) {
        if (!settings.screenshots()) {
            throw new ChangeRefusedException(
                    "Looking at consoles is switched off here. berth.helpdesk.screenshots switches it on.");
        }
        byte[] picture = picture(desktop.id(), author);
        record(author, desktop.id(), Outcome.DONE, "Looked at the picture of the console: " + reason.value());
        if (settings.tellOfScreenshots()) {
            looks.note(desktop, author, reason);
            sessions.list(SessionFilter.liveOf(desktop.person())).stream()
                    .filter(view -> view.thing().desktop().equals(desktop.id()))
                    .forEach(view ->
                            messages.screenSeen(view.id(), author.person().displayName()));
        }
        return picture;
    }

    private byte[] picture(DesktopId desktop, Author author) {
        try {
            return desktops.machine(desktop).screenshot();
        } catch (HypervisorException | GuardRefusedException e) {
            String sentence = Trouble.noted(
                    LOG,
                    "The console of this desktop cannot be shown: it has one while its machine runs on a host that answers.",
                    e);
            record(author, desktop, Outcome.FAILED, sentence);
            throw new ChangeRefusedException(sentence, e);
        }
    }

    private void record(Author author, DesktopId desktop, Outcome outcome, String sentence) {
        audit.record(
                AuditEntry.of(Actor.of(author.person()), "desktop.screenshot", "desktop", desktop, outcome, sentence)
                        .from(author.address()));
    }
}
