package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/**
 * That a person is told of a planned turn of their desktop, with the words for it.
 *
 * @param window that opens; empty for a run by hand or a roll-out
 * @param day of the window
 * @param run by hand
 * @param zone of the window, or of the desktop
 * @param windowName of the window, the run or the roll-out
 * @param address as the directory has it; not necessarily one
 * @param language that the person chose
 * @param reason a sentence, when it failed or was skipped
 */
public record Notice(
        UUID id,
        DesktopId desktop,
        Optional<WindowId> window,
        Optional<LocalDate> day,
        Optional<RunId> run,
        Optional<RolloutId> rollout,
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
