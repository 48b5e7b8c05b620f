package dev.berth.portal.page;

import java.util.List;

/** The icons of the portal's set that stand for a program. */
public final class ProgramIcons {

    public static final String PLAIN = "app-window";

    public static final List<String> KNOWN = List.of(
            PLAIN,
            "text-editor",
            "terminal",
            "calculator",
            "browser",
            "files",
            "spreadsheet",
            "notebook",
            "mail",
            "photo",
            "database",
            "activity");

    private ProgramIcons() {}

    /** The icon, or the plain one where the set has none of that name. */
    static String known(String icon) {
        return KNOWN.contains(icon) ? icon : PLAIN;
    }
}
