package dev.berth.portal.page;

import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.session.SessionState;
import org.springframework.stereotype.Component;

/** How a state looks: calm, under way, or in need of somebody. */
@Component("tones")
public class Tones {

    private static final String GOOD = "state-good";
    private static final String BUSY = "state-busy";
    private static final String BAD = "state-bad";
    private static final String REST = "state-rest";

    public String ofDesktop(String state) {
        return switch (DesktopState.valueOf(state)) {
            case AVAILABLE -> GOOD;
            case STOPPED, SUSPENDED, TERMINATED -> REST;
            case UNHEALTHY, ERROR -> BAD;
            case PENDING,
                    STARTING,
                    STOPPING,
                    REBOOTING,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    TERMINATING -> BUSY;
        };
    }

    public String ofSession(String state) {
        return switch (SessionState.valueOf(state)) {
            case CONNECTED -> GOOD;
            case OPENING, READY -> BUSY;
            case DISCONNECTED, ENDED -> REST;
        };
    }
}
