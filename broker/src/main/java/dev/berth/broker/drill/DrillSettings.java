package dev.berth.broker.drill;

import dev.berth.broker.catalog.Field;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How drills go.
 *
 * @param patience how long the checks wait for people who work, and for work that is on its way
 * @param lostAfter how long the other region may be silent before it counts as lost
 * @param pictureLimit how long a first picture may take
 * @param mostPeople that one drill leads away
 */
@ConfigurationProperties("berth.drill")
public record DrillSettings(
        @DefaultValue("10m") Duration patience,
        @DefaultValue("2m") Duration lostAfter,
        @DefaultValue("1m") Duration pictureLimit,
        @DefaultValue("25") int mostPeople) {

    private static final int MOST = 500;

    public DrillSettings {
        if (patience.isNegative() || !lostAfter.isPositive() || !pictureLimit.isPositive()) {
            throw new IllegalArgumentException("berth.drill.patience is " + patience + ", lost-after is " + lostAfter
                    + " and picture-limit is " + pictureLimit
                    + "; allowed are nothing or longer, and longer than nothing for the other two.");
        }
        Field.within("berth.drill.most-people", mostPeople, 1, MOST, "people");
    }
}
