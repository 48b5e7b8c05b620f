package dev.berth.broker.drill;

import dev.berth.broker.catalog.Field;
import dev.berth.broker.catalog.Subject;
import java.time.Duration;

/**
 * A drill as somebody asks for it.
 *
 * @param canary who goes: a group or a person
 * @param limitMinutes after which it is over
 * @param noticeMinutes how long before its begin people are told
 */
public record DrillSpec(Subject canary, int limitMinutes, int noticeMinutes) {

    public static final int LEAST_LIMIT = 15;
    private static final int MOST_LIMIT = 1440;
    private static final int MOST_NOTICE = 7 * 24 * 60;

    public DrillSpec {
        switch (canary) {
            case Subject.OfGroup _, Subject.OfPerson _ -> {
                // These can be led away.
            }
            case Subject.Everyone _, Subject.OfRole _, Subject.OfAttribute _ ->
                throw new IllegalArgumentException(
                        "picked is '" + canary.label() + "'; allowed is a group or a person that the directory has.");
        }
        Field.within("limitMinutes", limitMinutes, LEAST_LIMIT, MOST_LIMIT, "minutes");
        Field.within("noticeMinutes", noticeMinutes, 0, MOST_NOTICE, "minutes");
    }

    public Duration limit() {
        return Duration.ofMinutes(limitMinutes);
    }

    public Duration notice() {
        return Duration.ofMinutes(noticeMinutes);
    }
}
