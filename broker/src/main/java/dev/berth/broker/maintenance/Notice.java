package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * That a person is told of a planned turn of their desktop, with the words for it.
 *
 * @param zone of the window
 * @param address as the directory has it; not necessarily one
 * @param language that the person chose
 * @param reason a sentence, when it failed or was skipped
 */
public record Notice(
        DesktopId desktop,
        WindowId window,
        LocalDate day,
        Channel channel,
        State state,
        int attempts,
        Instant beginsAt,
        ZoneId zone,
        String windowName,
        String person,
        String hostname,
        Optional<String> address,
        Optional<String> language,
        Optional<String> reason,
        Instant changedAt) {

    /** How it reaches them. The portal's pages show what is planned without one. */
    public enum Channel {
        MAIL,
        SESSION
    }

    /** What came of it. */
    public enum State {
        WAITING,
        SENT,
        FAILED,
        SKIPPED
    }
}
