package dev.berth.portal.record;

import dev.berth.broker.recording.Players;
import dev.berth.broker.recording.Recording;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A recording as the API shows it; times are UTC. */
record RecordingResource(
        UUID id,
        UUID session,
        String reference,
        String accountName,
        String name,
        Recording.State state,
        @Nullable String flaw,
        Instant started,
        @Nullable Instant ended,
        long bytes,
        long lengthMs,
        Players players,
        Instant deleteAt,
        @Nullable String held) {

    static RecordingResource of(Recording recording) {
        return new RecordingResource(
                recording.id().value(),
                recording.session().value(),
                recording.reference(),
                recording.person(),
                recording.thing(),
                recording.state(),
                recording.flaw().orElse(null),
                recording.startedAt(),
                recording.endedAt().orElse(null),
                recording.bytes(),
                recording.length().toMillis(),
                recording.players(),
                recording.deleteAt(),
                recording.held().orElse(null));
    }
}
