package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.Field;
import dev.berth.broker.update.UpdateSpec;
import org.jspecify.annotations.Nullable;

/**
 * How updates are rolled out.
 *
 * @param canaryPercent share of the desktops that go first, at least one; 0 for none
 * @param atOnce how many desktops are under way at the most
 * @param perHost how many of one host
 * @param failurePercent share of failures above which it stops
 * @param turnMinutes for how long a desktop waits for whoever uses it, before it is another's turn
 * @param updates null for what the bundle of each desktop wants
 * @param noticeMinutes how long before the first turn people are told
 */
public record RolloutSpec(
        String name,
        int canaryPercent,
        int atOnce,
        int perHost,
        int failurePercent,
        int turnMinutes,
        @Nullable UpdateSpec updates,
        int noticeMinutes) {

    private static final int LONGEST_NAME = 80;
    static final int LONGEST_NOTICE_MINUTES = 7 * 24 * 60;

    public RolloutSpec {
        name = Field.line("name", name, LONGEST_NAME);
        Field.within("canaryPercent", canaryPercent, 0, 100, "percent");
        Field.within("atOnce", atOnce, 1, 500, "desktops");
        Field.within("perHost", perHost, 1, 500, "desktops");
        Field.within("failurePercent", failurePercent, 0, 100, "percent");
        Field.within("turnMinutes", turnMinutes, 15, 1440, "minutes");
        Field.within("noticeMinutes", noticeMinutes, 0, LONGEST_NOTICE_MINUTES, "minutes");
    }

    /** How many of so many desktops go first. */
    int canaries(int desktops) {
        return (int) Math.ceilDiv((long) desktops * canaryPercent, 100);
    }

    @Override
    public String toString() {
        return "%d %% first, then %d at once and %d per host, stops above %d %% failures, turns of %d minutes, updates %s, %d minutes' notice"
                .formatted(
                        canaryPercent,
                        atOnce,
                        perHost,
                        failurePercent,
                        turnMinutes,
                        updates == null ? "as bundles say" : updates,
                        noticeMinutes);
    }
}
