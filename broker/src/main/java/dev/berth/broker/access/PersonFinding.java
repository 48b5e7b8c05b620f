package dev.berth.broker.access;

import dev.berth.broker.directory.Role;
import dev.berth.broker.region.Stance;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a decision rests on in the person who asks: their account, roles, grants and open sessions. */
public sealed interface PersonFinding extends AccessFinding {

    /** What the directory last said of the account that keeps its person out. */
    record AccountBarred(String why) implements PersonFinding {
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
    record Roles(Set<Role> wanted, Set<Role> held) implements PersonFinding {

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

    /** Another region serves them at present. */
    record ServedElsewhere(Stance.StandsBy stance) implements PersonFinding {
        @Override
        public String sentence() {
            return stance.sentence();
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.of(RefusalCode.SERVED_ELSEWHERE);
        }
    }

    /** @param through how, such as {@code group Finance (Accounting → Finance)} */
    record Entitled(String thing, String through) implements PersonFinding {
        @Override
        public String sentence() {
            return "'" + thing + "' is given through " + through + ".";
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return Optional.empty();
        }
    }

    record NotEntitled(String thing) implements PersonFinding {
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

    /** @param open other sessions of the person that are open */
    record Quota(int open, int allowed) implements PersonFinding {
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
}
