package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.Field;

/** A window as an admin sets it. */
public record WindowSpec(String name, Timing timing, Scope scope) {

    private static final int LONGEST_NAME = 80;

    public WindowSpec {
        name = Field.line("name", name, LONGEST_NAME);
    }
}
