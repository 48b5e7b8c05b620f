package dev.berth.broker.standby;

import dev.berth.broker.alias.Failover;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.region.Drain;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends what a planned change began: once nobody works here any more and all that they did stands in the other region, the
 * alias is given away. Where that does not come about in time, this region serves again, and nothing was lost.
 */
@Component
class HandOvers {

    private final JdbcRegions regions;
    private final Failover failover;
    private final Shipping shipping;
    private final AuditLog audit;
    private final Limits limits;

    HandOvers(JdbcRegions regions, Failover failover, Shipping shipping, AuditLog audit, Limits limits) {
        this.regions = regions;
        this.failover = failover;
        this.shipping = shipping;
        this.audit = audit;
        this.limits = limits;
    }

    /** How long it may take. */
    @Component
    record Limits(StandbySettings settings, Clock clock, JdbcClient jdbc) {

        boolean isOver(Drain drain) {
            return drain.askedAt().plus(settings.handOverLimit()).isBefore(clock.instant());
        }

        boolean somebodyWorks() {
            return jdbc.sql("select exists (select from session where state <> 'ENDED')")
                    .query(Boolean.class)
                    .single();
        }
    }

    /** Survives being repeated, and being cut off anywhere. */
    void goOn(RegionMap map) {
        map.drain().ifPresent(drain -> {
            if (!limits.somebodyWorks() && !shipping.isBehind(map)) {
                failover.give(drain);
            } else if (limits.isOver(drain) && regions.endDrain(drain.alias())) {
                audit.record(AuditEntry.of(
                        new Actor.Berth(),
                        "alias.drain",
                        "alias",
                        drain.alias(),
                        Outcome.FAILED,
                        "Not handed over to region " + drain.to() + ": what people did did not all get there within "
                                + limits.settings().handOverLimit().toMinutes()
                                + " minutes. This region serves again; nothing was lost."));
            }
        });
    }
}
