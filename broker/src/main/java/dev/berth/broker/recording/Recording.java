package dev.berth.broker.recording;

import dev.berth.broker.access.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A recording of one connection of a session.
 *
 * @param flaw a sentence on what is wrong with it; empty when nothing is
 * @param person whose session it is
 * @param held why it is kept beyond its time; empty when it is not
 */
public record Recording(
        RecordingId id,
        SessionId session,
        String reference,
        String person,
        String thing,
        State state,
        Optional<String> flaw,
        Instant startedAt,
        Optional<Instant> endedAt,
        long bytes,
        long chunks,
        Duration length,
        Players players,
        Instant deleteAt,
        Optional<String> held) {

    /** Where a recording is. */
    public enum State {
        RUNNING,
        COMPLETE,
        /** It stops before its session did; what there is can be played. */
        INCOMPLETE,
        /** Its file and its key are gone. */
        DELETED
    }

    public boolean playable() {
        return state != State.DELETED;
    }
}
