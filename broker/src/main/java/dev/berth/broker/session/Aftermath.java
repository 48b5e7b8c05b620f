package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.fleet.FleetDesk;
import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What follows when a browser is gone or a session is over. */
@Component
class Aftermath {

    private static final Logger LOG = LoggerFactory.getLogger(Aftermath.class);
    private static final Duration LOG_OFF_LIMIT = Duration.ofSeconds(5);

    private final JdbcSessions sessions;
    private final Desktops desktops;
    private final FleetDesk fleets;
    private final Doors doors;
    private final Executor background;

    @Autowired
    Aftermath(JdbcSessions sessions, Desktops desktops, FleetDesk fleets, Doors doors) {
        this(
                sessions,
                desktops,
                fleets,
                doors,
                task -> Thread.ofVirtual().name("session-aftermath").start(task));
    }

    Aftermath(JdbcSessions sessions, Desktops desktops, FleetDesk fleets, Doors doors, Executor background) {
        this.sessions = sessions;
        this.desktops = desktops;
        this.fleets = fleets;
        this.doors = doors;
        this.background = background;
    }

    /**
     * Starts the desktop's timer if nobody is on it or on the way to it, and shuts the way in. An instance whose last
     * session is over is destroyed.
     */
    void left(DesktopId desktop) {
        if (sessions.live(desktop).stream().allMatch(session -> session.state() == SessionState.DISCONNECTED)) {
            try {
                desktops.released(desktop);
            } catch (NotFoundException e) {
                LOG.debug("Desktop {} is gone; it needs no timer.", desktop, e);
            }
        }
        fleets.left(desktop);
        background.execute(() -> doors.shut(desktop));
    }

    /** The session's password has done its duty. */
    void passwordServed(Session session) {
        background.execute(() -> doors.scramble(new JdbcTickets.Door(session.desktop(), session.account())));
    }

    /** Closes the session's programs while the caller goes on. */
    void logOffSoon(SessionId id) {
        background.execute(() -> sessions.find(id).ifPresent(this::logOff));
    }

    /** Closes the session's programs. A guest that does not listen keeps them; the session is over all the same. */
    void logOff(Session session) {
        String leader = session.application()
                .map(application -> "^(dbus-run-session -- |/usr/bin/perl )/usr/lib/berth/app-shell( |$)")
                .orElse("^dbus-run-session -- /usr/lib/berth/desktop-shell( |$)");
        try {
            desktops.machine(session.desktop())
                    .exec(List.of("/usr/bin/pkill", "-TERM", "-f", leader), "", LOG_OFF_LIMIT);
        } catch (NotFoundException | GuardRefusedException e) {
            LOG.debug("Desktop {} has no machine any more; nothing runs there.", session.desktop(), e);
        } catch (HypervisorException e) {
            LOG.warn("Cannot log session {} off in desktop {}: {}", session.id(), session.desktop(), e.getMessage(), e);
        }
    }
}
