package dev.berth.broker.access;

import dev.berth.broker.desktop.DesktopState;
import java.util.Optional;

/** What a decision rests on in the thing that is asked for, and in what is behind it. */
public sealed interface ThingFinding extends AccessFinding {

    /** @param kind desktop, session, bundle or application */
    record NotThere(String kind, String id) implements ThingFinding {
        @Override
        public String sentence() {
            return "There is no " + kind + " " + id + ".";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.of(RefusalCode.NOT_FOUND);
        }
    }

    /** Told to the person as if it did not exist. */
    record SomebodyElses(String kind, String id, String owner) implements ThingFinding {
        @Override
        public String sentence() {
            return "The " + kind + " " + id + " belongs to " + owner + ", not to whoever asked.";
        }

        @Override
        public String toldToPerson() {
            return new NotThere(kind, id).sentence();
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.of(RefusalCode.NOT_FOUND);
        }
    }

    /** It is disabled, or not offered in this way. */
    record SwitchedOff(String thing) implements ThingFinding {
        @Override
        public String sentence() {
            return "'" + thing + "' is switched off at present.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.of(RefusalCode.SWITCHED_OFF);
        }
    }

    /** The desktop behind it, and whether people may use it in that state. */
    record State(String thing, DesktopState state, boolean usable) implements ThingFinding {
        @Override
        public String sentence() {
            String words = state.words();
            return usable
                    ? "The desktop of '" + thing + "' is in state " + words + "."
                    : "The desktop of '" + thing + "' cannot be used while it is in state " + words
                            + ". Try again when that is over.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return usable ? Optional.empty() : Optional.of(RefusalCode.DESKTOP_NOT_USABLE);
        }
    }

    /** Whether the fleet has an instance, or may have one more. */
    record FleetRoom(String thing, boolean room) implements ThingFinding {
        @Override
        public String sentence() {
            return room
                    ? "The fleet of '" + thing + "' has an instance for it."
                    : "Every place for '" + thing + "' is taken at the moment. Try again in a few minutes.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return room ? Optional.empty() : Optional.of(RefusalCode.FLEET_FULL);
        }
    }

    /** @param closed why a guest may not join a shared session; empty while its guest may */
    record Sharing(String thing, Optional<String> closed) implements ThingFinding {
        @Override
        public String sentence() {
            return closed.map(why -> "The sharing of '" + thing + "' cannot be joined: " + why + ".")
                    .orElse("The session '" + thing + "' is shared with this account.");
        }

        @Override
        public String toldToPerson() {
            return closed.isPresent() ? "This session is not shared with you any more." : sentence();
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return closed.map(why -> RefusalCode.SHARE_CLOSED);
        }
    }

    /** The session is in no state to be connected to. */
    record SessionNotUsable(String why) implements ThingFinding {
        @Override
        public String sentence() {
            return "The session cannot be connected to: " + why + ".";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.of(RefusalCode.SESSION_NOT_USABLE);
        }
    }
}
