package dev.berth.broker.fleet;

import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * How long before a time of its schedule a fleet begins to make what is asked for then: as long as slow ones of its
 * instances took to be made, once for every so many, and a minute.
 */
@Component
class FleetLead {

    private static final int AT_ONCE = 10;
    private static final Duration UNMEASURED = Duration.ofMinutes(3);
    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(2);

    private final JdbcInstances instances;

    FleetLead(JdbcInstances instances) {
        this.instances = instances;
    }

    /** Nothing where no schedule asks for any. */
    Duration of(Fleet fleet) {
        int most = fleet.spec().mostAsked();
        if (most == 0) {
            return Duration.ZERO;
        }
        Duration slow = instances.slowMaking(fleet.id()).orElse(UNMEASURED);
        Duration lead = slow.multipliedBy(Math.ceilDiv(most, AT_ONCE)).plus(MARGIN);
        return lead.compareTo(LONGEST) > 0 ? LONGEST : lead;
    }
}
