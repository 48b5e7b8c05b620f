package dev.berth.broker.session;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns one look at a session after the other into what is new. Used by one thread. */
final class ProgressTeller {

    private final Consumer<SessionEvent> listener;
    private final Set<Stage> told = EnumSet.noneOf(Stage.class);
    private @Nullable SessionState state;
    private Optional<String> waiting = Optional.empty();
    private long lastMessage;
    private long lastShareChange;

    ProgressTeller(Consumer<SessionEvent> listener) {
        this.listener = listener;
    }

    /** Tells what is new; false when there is nothing more to come. */
    boolean tell(SessionView view) {
        for (StageTime stage : view.stages()) {
            if (stage.at().isPresent() && told.add(stage.stage())) {
                listener.accept(new SessionEvent.StageReached(stage));
            }
        }
        if (!waiting.equals(view.waiting())) {
            waiting = view.waiting();
            waiting.ifPresent(sentence -> listener.accept(new SessionEvent.Waiting(sentence)));
        }
        if (state == view.state()) {
            return view.live();
        }
        state = view.state();
        listener.accept(view.live() ? new SessionEvent.StateReached(view.state()) : end(view));
        return view.live();
    }

    /** @param latest the number of the latest change of how the session is shared */
    void tellShares(long latest) {
        if (latest > lastShareChange) {
            lastShareChange = latest;
            listener.accept(new SessionEvent.SharesChanged());
        }
    }

    long lastMessage() {
        return lastMessage;
    }

    void tell(SessionMessages.Message message) {
        lastMessage = message.id();
        listener.accept(new SessionEvent.Told(message.id(), message.kind(), message.sentBy(), message.text()));
    }

    private static SessionEvent end(SessionView view) {
        TerminationReason reason = view.termination()
                .orElseThrow(() -> new IllegalStateException("Session " + view.id() + " is over without a reason"));
        return reason == TerminationReason.OPENING_FAILED
                ? new SessionEvent.Failed(view.failure().orElse("It could not be opened."))
                : new SessionEvent.Ended(reason, view.failure());
    }
}
