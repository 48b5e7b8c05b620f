package dev.berth.broker.session;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopChanged;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopProgressed;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.session.JdbcSessions.Ending;
import dev.berth.broker.trace.Work;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Moves sessions along with their desktops. Events make it quick; a look at every live session makes up for those that
 * were lost with a node.
 */
@Component
class DesktopFollower {

    private static final Logger LOG = LoggerFactory.getLogger(DesktopFollower.class);
    private static final List<SessionState> PAST_OPENING =
            Arrays.asList(SessionState.READY, SessionState.CONNECTED, SessionState.DISCONNECTED);

    private final JdbcSessions store;
    private final SessionBook book;
    private final Desktops desktops;
    private final Aftermath aftermath;
    private final JdbcClient jdbc;

    DesktopFollower(JdbcSessions store, SessionBook book, Desktops desktops, Aftermath aftermath, JdbcClient jdbc) {
        this.store = store;
        this.book = book;
        this.desktops = desktops;
        this.aftermath = aftermath;
        this.jdbc = jdbc;
    }

    @EventListener
    void progressed(DesktopProgressed progressed) {
        Stage stage = stage(progressed);
        for (Session session : store.live(progressed.id())) {
            if (session.state() == SessionState.OPENING) {
                book.reached(session.id(), stage, progressed.at());
            }
        }
    }

    @EventListener
    void changed(DesktopChanged changed) {
        follow(changed.id());
    }

    /**
     * Brings the desktop's sessions to where they belong. They are read before the desktop: sessions come after their
     * desktop, and one that has got ready in between would be ended for a desktop that was not ready yet.
     */
    void follow(DesktopId id) {
        List<Session> sessions = store.live(id);
        desktops.find(id)
                .ifPresent(desktop -> sessions.forEach(session -> {
                    try (var _ = Work.forSession(session.id().value())) {
                        follow(session, desktop);
                    }
                }));
    }

    /** Looks at all sessions whose desktop is not as they think. */
    @Scheduled(fixedDelayString = "2s")
    void look() {
        List<DesktopId> left = jdbc.sql("""
                        select distinct d.id
                          from session s join desktop d on d.id = s.desktop_id
                         where s.state = 'OPENING' and d.state not in ('PENDING', 'STARTING', 'STOPPING', 'REBOOTING', 'UNHEALTHY')
                            or s.state in ('READY', 'CONNECTED', 'DISCONNECTED')
                               and d.state not in ('AVAILABLE', 'UNHEALTHY')
                        """)
                .query((row, number) -> new DesktopId(row.getObject("id", UUID.class)))
                .list();
        left.forEach(this::follow);
    }

    private void follow(Session session, Desktop desktop) {
        Actor berth = new Actor.Berth();
        switch (SessionPlan.next(session.state(), desktop)) {
            case SessionPlan.Stay stay -> {}
            case SessionPlan.BecomeReady ready -> {
                if (book.ready(session.id())) {
                    LOG.debug("Session {} is ready on desktop {}.", session.id(), desktop.id());
                }
            }
            case SessionPlan.Fail fail -> {
                var ending = new Ending(TerminationReason.OPENING_FAILED, fail.sentence());
                if (book.ended(session.id(), List.of(SessionState.OPENING), ending, berth)) {
                    aftermath.left(desktop.id());
                }
            }
            case SessionPlan.End end -> {
                var ending = new Ending(TerminationReason.DESKTOP_STOPPED, end.sentence());
                if (book.ended(session.id(), PAST_OPENING, ending, berth)) {
                    aftermath.left(desktop.id());
                }
            }
        }
    }

    private static Stage stage(DesktopProgressed progressed) {
        return switch (progressed.milestone()) {
            case PLACED -> Stage.PLACED;
            case DISK_READY -> Stage.DISK_READY;
            case MACHINE_STARTED -> Stage.MACHINE_STARTED;
            case GUEST_READY -> Stage.GUEST_READY;
        };
    }
}
