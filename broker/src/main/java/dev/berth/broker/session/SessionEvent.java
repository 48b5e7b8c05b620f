package dev.berth.broker.session;

import java.util.Optional;

/** What a page that waits for a session is told. */
public sealed interface SessionEvent {

    /** A stage was reached. */
    record StageReached(StageTime stage) implements SessionEvent {}

    /** The session is in this state now; READY means that a ticket can be had. */
    record StateReached(SessionState state) implements SessionEvent {}

    /** Why it takes longer: no room at present, a host out of reach. */
    record Waiting(String sentence) implements SessionEvent {}

    /** Somebody of helpdesk tells the person something. The same may be told again; the id tells. */
    record Told(long id, SessionMessages.Kind kind, String sentBy, String text) implements SessionEvent {}

    /** Something changed in who else is in the session, or asks to be. */
    record SharesChanged() implements SessionEvent {}

    /** It could not be opened; the last event. */
    record Failed(String sentence) implements SessionEvent {}

    /** It is over; the last event. */
    record Ended(TerminationReason reason, Optional<String> sentence) implements SessionEvent {}
}
