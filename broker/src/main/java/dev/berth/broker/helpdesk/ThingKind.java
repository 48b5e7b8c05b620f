package dev.berth.broker.helpdesk;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What somebody may want to use. */
public enum ThingKind {
    /** To come in at all. */
    SIGN_IN,
    /** A bundle's desktop, whether there is one already or not. */
    BUNDLE,
    APPLICATION,
    /** A desktop that exists. */
    DESKTOP,
    SESSION,
    /** Somebody else's session, as its guest. */
    SHARE;

    /** As it is written: {@code sign-in}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ThingKind parse(String field, String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is '%s'; allowed are %s."
                        .formatted(
                                field,
                                Typed.shown(text),
                                Arrays.stream(values()).map(ThingKind::word).collect(Collectors.joining(", ")))));
    }
}
