package dev.berth.broker.session;

import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Keeps a desktop up for somebody who comes back to a session on it. */
@Component
class Resumption {

    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    private final Desktops desktops;

    Resumption(Desktops desktops) {
        this.desktops = desktops;
    }

    /** Turns the desktop's timer off; false when it is too late, and the desktop is not running any more. */
    boolean wanted(Session session) {
        try {
            Desktop desktop = desktops.reopen(session.desktop());
            return desktop.state() == DesktopState.AVAILABLE || desktop.state() == DesktopState.UNHEALTHY;
        } catch (GuardRefusedException e) {
            LOG.info("Session {} cannot be taken up again: {}", session.id(), e.getMessage(), e);
            return false;
        }
    }
}
