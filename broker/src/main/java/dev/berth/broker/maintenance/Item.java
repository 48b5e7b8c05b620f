package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One desktop's maintenance within a run, as it was read.
 *
 * @param runName as its run is called
 * @param wasOff so it is turned off again
 * @param outcome what came of it, known while it is put back
 * @param reason a sentence for people
 * @param closesAt when its run's window closes
 * @param cancelled whether its run was cancelled
 * @param attended whether a session of somebody's is not over yet
 * @param updating how far the update of its guest is; null until that begins
 */
record Item(
        RunId run,
        String runName,
        DesktopId desktop,
        Phase phase,
        boolean wasOff,
        @Nullable Phase outcome,
        @Nullable String reason,
        Instant phaseSince,
        Instant closesAt,
        boolean cancelled,
        boolean attended,
        @Nullable UpdateStage updating) {

    Optional<String> why() {
        return Optional.ofNullable(reason);
    }
}
