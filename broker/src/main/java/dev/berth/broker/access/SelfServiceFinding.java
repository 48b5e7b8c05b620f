package dev.berth.broker.access;

import dev.berth.broker.desktop.DesktopState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What a decision rests on when people do something to desktops of their own. */
public sealed interface SelfServiceFinding extends AccessFinding {

    /** Whether the directory lets its people do it themselves. */
    record Allowed(SelfServiceAction action, boolean allowed) implements SelfServiceFinding {
        @Override
        public String sentence() {
            return allowed
                    ? "People may " + action.words() + " desktops of their own."
                    : "People may not " + action.words()
                            + " desktops of their own here. Ask your helpdesk to do it for you.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return allowed ? Optional.empty() : Optional.of(RefusalCode.SELF_SERVICE_OFF);
        }
    }

    /** Whether the state of the desktop lets it be done now. */
    record Guard(String thing, SelfServiceAction action, DesktopState state) implements SelfServiceFinding {
        @Override
        public String sentence() {
            String words = state.words();
            return action.passes(state)
                    ? "The desktop of '" + thing + "' is in state " + words + "."
                    : "You cannot " + action.words() + " the desktop of '" + thing + "' while it is in state " + words
                            + ". Try again when that is over.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return action.passes(state) ? Optional.empty() : Optional.of(RefusalCode.DESKTOP_NOT_USABLE);
        }
    }

    /**
     * When what waits may be done.
     *
     * @param why what it waits after
     */
    record Waits(String why, Instant until, boolean over) implements SelfServiceFinding {
        @Override
        public String sentence() {
            return over
                    ? why + " is long enough ago."
                    : why + " is too short a time ago. It is possible again at " + until.truncatedTo(ChronoUnit.SECONDS)
                            + ".";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return over ? Optional.empty() : Optional.of(RefusalCode.TOO_SOON);
        }
    }
}
