package dev.berth.broker.token;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A part of the API that a token may be for. One that changes something reads the same part too. */
public enum TokenScope {
    /** Reads the catalog, hosts, desktops, sessions and rules; changes nothing. Not the audit log, nor people. */
    READ,
    /** Operates desktops. */
    DESKTOPS,
    /** Lists sessions and ends them. */
    SESSIONS,
    /** Changes bundles, applications, images and entitlements. */
    CATALOG,
    /** Adds, changes and drains hosts. */
    HOSTS,
    /** Changes IP access groups. */
    ACCESS,
    /** Defines maintenance windows, reads the calendar, starts and cancels runs. */
    MAINTENANCE,
    /** Finds people and does for them what helpdesk does. */
    PEOPLE,
    /** Reads, verifies and exports the audit log. */
    AUDIT;

    /** Reads {@link #name()}, in either case. */
    public static TokenScope parse(String text) {
        return Arrays.stream(values())
                .filter(scope -> scope.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scopes has '" + text + "'; allowed are "
                        + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")) + "."));
    }
}
