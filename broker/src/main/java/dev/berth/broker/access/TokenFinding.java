package dev.berth.broker.access;

import dev.berth.broker.token.TokenScope;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a decision rests on in the token that a service comes with. */
public sealed interface TokenFinding extends AccessFinding {

    /** @param over why the token does not work any more; empty while it does */
    record State(String name, Optional<String> over) implements TokenFinding {
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
    record Networks(String address, boolean allowed) implements TokenFinding {
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

    /** @param held those of the wanted scopes that the token has */
    record Scopes(Set<TokenScope> wanted, Set<TokenScope> held) implements TokenFinding {

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
}
