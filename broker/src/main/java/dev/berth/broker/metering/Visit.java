package dev.berth.broker.metering;

import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person was on a desktop, or on the way to it.
 *
 * @param session one that was left and taken up again has several visits; null where that is not recorded
 * @param left when the person was gone and AUTO_STOP's timer could start; of one who is there, now
 */
public record Visit(PersonId person, @Nullable UUID session, Instant opened, Instant left) {

    public Visit {
        if (left.isBefore(opened)) {
            throw new IllegalArgumentException("left is " + left + "; allowed are moments from " + opened + " on.");
        }
    }
}
