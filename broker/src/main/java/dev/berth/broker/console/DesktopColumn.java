package dev.berth.broker.console;

/** What desktops can be sorted by. */
public enum DesktopColumn {
    PERSON,
    BUNDLE,
    HOSTNAME,
    STATE,
    HOST,
    MODE,
    LAST_USED,
    MADE;

    ListStatement.Key key() {
        return switch (this) {
            case PERSON -> new ListStatement.Key("p.sort_name", "text");
            case BUNDLE -> new ListStatement.Key("b.name", "text");
            case HOSTNAME -> new ListStatement.Key("d.hostname", "text");
            case STATE -> new ListStatement.Key("d.state", "text");
            case HOST -> new ListStatement.Key("coalesce(h.name, '')", "text");
            case MODE -> new ListStatement.Key("d.running_mode", "text");
            case LAST_USED -> new ListStatement.Key("coalesce(d.last_used_at, '-infinity')", "timestamptz");
            case MADE -> new ListStatement.Key("d.created_at", "timestamptz");
        };
    }
}
