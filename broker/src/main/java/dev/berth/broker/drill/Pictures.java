package dev.berth.broker.drill;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.drill.JdbcVisits.Call;
import dev.berth.broker.pipeline.TrialFailedException;
import dev.berth.broker.pipeline.TrialSessions;
import dev.berth.broker.session.TrialDoor;
import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Looks for the first picture of a desktop through this region's guacd, on a thread of its own and by one node at a time. */
@Component
class Pictures {

    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final Duration BESIDE = Duration.ofSeconds(30);

    private final JdbcVisits rows;
    private final Handing handing;
    private final TrialDoor door;
    private final ObjectProvider<TrialSessions> sessions;
    private final DrillSettings settings;

    Pictures(
            JdbcVisits rows,
            Handing handing,
            TrialDoor door,
            ObjectProvider<TrialSessions> sessions,
            DrillSettings settings) {
        this.rows = rows;
        this.handing = handing;
        this.door = door;
        this.sessions = sessions;
        this.settings = settings;
    }

    void look(Call call, DesktopId desktop) {
        TrialSessions way = sessions.getIfAvailable();
        if (way == null) {
            rows.say(
                    call,
                    Answer.State.READY,
                    Answer.State.SEEN,
                    "No picture was asked for: the node there has no gateway. Give the role scheduler to nodes with one.");
        } else if (handing.isWorking(call.person())) {
            rows.say(call, Answer.State.READY, Answer.State.SEEN, "No picture was asked for: its person works there.");
        } else if (rows.claimPicture(call, settings.pictureLimit().plus(BESIDE))) {
            Thread.ofVirtual().name("drill-" + desktop).start(() -> look(call, desktop, way));
        }
    }

    private void look(Call call, DesktopId desktop, TrialSessions way) {
        try {
            rows.seen(call, door.letIn(desktop, settings.pictureLimit().plus(BESIDE), target -> {
                try (var trial = way.open(target, settings.pictureLimit())) {
                    return trial.firstFrame();
                }
            }));
        } catch (TrialFailedException | HypervisorException | GuardRefusedException e) {
            LOG.warn("Desktop {} showed no picture in drill {}.", desktop, call.drill(), e);
            rows.say(call, Answer.State.READY, Answer.State.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
