package dev.berth.portal.admin;

import dev.berth.broker.token.TokenScope;
import dev.berth.broker.token.TokenSpec;
import dev.berth.ipacl.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A token as it was typed. */
public record TokenForm(
        @Nullable String name,
        @Nullable List<String> scopes,
        @Nullable String days,
        @Nullable String networks) {

    static final Set<String> FIELDS = Set.of("name", "scopes", "days", "networks");

    static TokenForm fresh() {
        return new TokenForm("", List.of(TokenScope.READ.name()), "90", "");
    }

    TokenSpec spec(Instant now, long mostDays) {
        int valid = Problems.whole("days", days == null ? "" : days);
        if (valid < 1 || valid > mostDays) {
            throw new IllegalArgumentException("days is '" + valid + "'; allowed are 1 to " + mostDays + ".");
        }
        return new TokenSpec(
                name == null ? "" : name,
                scopes == null
                        ? Set.of()
                        : scopes.stream().map(TokenScope::parse).collect(Collectors.toSet()),
                now.plus(Duration.ofDays(valid)),
                networks == null
                        ? List.of()
                        : networks.lines()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .map(line -> Cidr.parse("networks", line))
                                .toList());
    }
}
