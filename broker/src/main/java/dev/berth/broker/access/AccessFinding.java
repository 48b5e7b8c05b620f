package dev.berth.broker.access;

import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Role;
import dev.berth.broker.token.TokenScope;
import dev.berth.ipacl.Attachments;
import dev.berth.ipacl.IpDecision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One thing that a decision rests on. */
public sealed interface AccessFinding {

    /** For helpdesk and the log. */
    String sentence();

    /** Present when this finding alone refuses. */
    Optional<RefusalCode> refusal();

    /** The sentence as the refused person may read it. */
    default String toldToPerson() {
        return sentence();
    }

    /**
     * What the IP access groups say of the address.
     *
     * @param rules the groups as they were attached when that was decided
     */
    record Address(IpDecision decision, Attachments rules) implements AccessFinding {
        @Override
        public String sentence() {
            return "The address " + decision.reason();
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return decision.isAllowed() ? Optional.empty() : Optional.of(RefusalCode.ADDRESS_NOT_ALLOWED);
        }
    }

    /** What the directory last said of the account that keeps its person out. */
    record AccountBarred(String why) implements AccessFinding {
        @Override
        public String sentence() {
            return why;
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.of(RefusalCode.ACCOUNT_BARRED);
        }
    }

    /** @param held those of the wanted roles that the person holds */
    record Roles(Set<Role> wanted, Set<Role> held) implements AccessFinding {

        public Roles {
            wanted = Set.copyOf(wanted);
            held = Set.copyOf(held);
        }

        @Override
        public String sentence() {
            return held.isEmpty()
                    ? "This needs the role " + named(wanted)
                            + ", and no group of the directory gives it to this account."
                    : "The role " + named(held) + " allows it.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return held.isEmpty() ? Optional.of(RefusalCode.ROLE_MISSING) : Optional.empty();
        }

        private static String named(Set<Role> roles) {
            return new TreeSet<>(roles)
                    .stream().map(role -> role.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" or "));
        }
    }

    /** @param held those of the wanted scopes that the token has */
    record Scopes(Set<TokenScope> wanted, Set<TokenScope> held) implements AccessFinding {

        public Scopes {
            wanted = Set.copyOf(wanted);
            held = Set.copyOf(held);
        }

        @Override
        public String sentence() {
            if (wanted.isEmpty()) {
                return "This is for people who are signed in, not for tokens.";
            }
            return held.isEmpty()
                    ? "This needs a token with the scope " + named(wanted) + ", which this token does not have."
                    : "The scope " + named(held) + " allows it.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return held.isEmpty() ? Optional.of(RefusalCode.SCOPE_MISSING) : Optional.empty();
        }

        private static String named(Set<TokenScope> scopes) {
            return new TreeSet<>(scopes).stream().map(TokenScope::name).collect(Collectors.joining(" or "));
        }
    }

    /** @param over why the token does not work any more; empty while it does */
    record TokenState(String name, Optional<String> over) implements AccessFinding {
        @Override
        public String sentence() {
            return over.map(why -> "The token '" + name + "' " + why + ".").orElse("The token '" + name + "' is good.");
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return over.map(why -> RefusalCode.TOKEN_OVER);
        }
    }

    /** Whether the token's own networks have the address. */
    record TokenNetworks(String address, boolean allowed) implements AccessFinding {
        @Override
        public String sentence() {
            return allowed
                    ? "The token may be used from " + address + "."
                    : "The token may not be used from " + address + ": none of its networks has it.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return allowed ? Optional.empty() : Optional.of(RefusalCode.ADDRESS_NOT_ALLOWED);
        }
    }

    /** @param through how, such as {@code group Finance (Accounting → Finance)} */
    record Entitled(String thing, String through) implements AccessFinding {
        @Override
        public String sentence() {
            return "'" + thing + "' is given through " + through + ".";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.empty();
        }
    }

    record NotEntitled(String thing) implements AccessFinding {
        @Override
        public String sentence() {
            return "'" + thing + "' is not given to this account, nor to everyone, a role or a group that it is in.";
        }

        @Override
        public String toldToPerson() {
            return "'" + thing + "' is not among what you may use. Ask your helpdesk if it should be.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.of(RefusalCode.NOT_ENTITLED);
        }
    }

    /** It is disabled, or not offered in this way. */
    record SwitchedOff(String thing) implements AccessFinding {
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
    record State(String thing, DesktopState state, boolean usable) implements AccessFinding {
        @Override
        public String sentence() {
            String words = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
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
    record FleetRoom(String thing, boolean room) implements AccessFinding {
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

    /** @param open other sessions of the person that are open */
    record Quota(int open, int allowed) implements AccessFinding {
        @Override
        public String sentence() {
            return refusal().isEmpty()
                    ? open + " other sessions are open of " + allowed + " allowed."
                    : "You have " + open + " sessions open, which is as many as are allowed. End one of them first.";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return open < allowed ? Optional.empty() : Optional.of(RefusalCode.TOO_MANY_SESSIONS);
        }
    }

    /** @param kind desktop, session, bundle or application */
    record NotThere(String kind, String id) implements AccessFinding {
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
    record SomebodyElses(String kind, String id, String owner) implements AccessFinding {
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

    /** Whether the directory lets its people do it themselves. */
    record SelfService(SelfServiceAction action, boolean allowed) implements AccessFinding {
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
    record Guard(String thing, SelfServiceAction action, DesktopState state) implements AccessFinding {
        @Override
        public String sentence() {
            String words = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
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
    record Waits(String why, Instant until, boolean over) implements AccessFinding {
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

    /** @param closed why a guest may not join a shared session; empty while its guest may */
    record Sharing(String thing, Optional<String> closed) implements AccessFinding {
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
    record SessionNotUsable(String why) implements AccessFinding {
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
