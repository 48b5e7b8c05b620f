package dev.berth.broker.console;

/** What sessions can be sorted by: what an index carries, since there are millions. */
public enum SessionColumn {
    OPENED,
    PERSON;

    ListStatement.Key key() {
        return switch (this) {
            case OPENED -> new ListStatement.Key("s.opened_at", "timestamptz");
            case PERSON -> new ListStatement.Key("p.sort_name", "text");
        };
    }
}
