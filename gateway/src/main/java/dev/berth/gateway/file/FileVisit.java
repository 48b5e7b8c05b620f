package dev.berth.gateway.file;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.session.SessionView;
import dev.berth.ipacl.ClientAddress;

/**
 * Somebody at the files of their session, who has been asked whether they may.
 *
 * @param from where they ask from, which need not be where the session is shown
 */
public record FileVisit(SessionView session, ClientAddress from) {

    SessionId id() {
        return session.id();
    }

    DesktopId desktop() {
        return session.thing().desktop();
    }
}
