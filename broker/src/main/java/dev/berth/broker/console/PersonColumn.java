package dev.berth.broker.console;

/** What people can be sorted by. */
public enum PersonColumn {
    NAME,
    LAST_SEEN;

    ListStatement.Key key() {
        return switch (this) {
            case NAME -> new ListStatement.Key("p.sort_name", "text");
            case LAST_SEEN -> new ListStatement.Key("p.last_seen_at", "timestamptz");
        };
    }
}
