package dev.berth.broker.power;

import dev.berth.broker.catalog.Field;
import dev.berth.broker.maintenance.Scope;
import java.time.Duration;

/**
 * A power schedule as an admin sets it.
 *
 * @param graceMinutes after the hours, a desktop is stopped once nobody was connected to it for so long
 */
public record PowerSpec(String name, Hours hours, Warming warming, int graceMinutes, Scope scope) {

    private static final int LONGEST_NAME = 80;

    public PowerSpec {
        name = Field.line("name", name, LONGEST_NAME);
        Field.within("graceMinutes", graceMinutes, 5, 240, "minutes");
    }

    Duration grace() {
        return Duration.ofMinutes(graceMinutes);
    }
}
