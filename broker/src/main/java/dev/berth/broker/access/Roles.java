package dev.berth.broker.access;

import dev.berth.broker.directory.Role;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Reads roles as people write them. */
final class Roles {

    private Roles() {}

    static Role parse(String field, String text) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(field + " is '" + text + "'; allowed are "
                        + Arrays.stream(Role.values()).map(Role::name).collect(Collectors.joining(", ")) + "."));
    }
}
