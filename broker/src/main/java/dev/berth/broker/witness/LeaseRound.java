package dev.berth.broker.witness;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.DatabaseLock;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.signal.ThisNode;
import dev.berth.broker.witness.JdbcWatches.Watch;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Every few seconds: whoever serves renews its lease, whoever stands by looks whether that still happens. */
@Component
class LeaseRound {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRound.class);

    private final JdbcRegions regions;
    private final JdbcWatches watches;
    private final Steps steps;
    private final SchemaContract contract;
    private final boolean schedules;

    LeaseRound(JdbcRegions regions, JdbcWatches watches, Steps steps, SchemaContract contract, ThisNode node) {
        this.regions = regions;
        this.watches = watches;
        this.steps = steps;
        this.contract = contract;
        this.schedules = node.roles().contains("SCHEDULER");
    }

    /** What is done for an alias, by one node at a time. */
    @Component
    record Steps(LeaseKeeping keeping, TakingOver takingOver, DatabaseLock lock) {}

    @Scheduled(fixedDelayString = "4s", scheduler = "leaseScheduler")
    void keep() {
        if (schedules && !watches.list().isEmpty()) {
            contract.during(this::keepNow);
        }
    }

    void keepNow() {
        for (Watch watch : watches.list()) {
            try {
                steps.lock().alone("lease", watch.alias().toString(), () -> {
                    step(watch);
                    return true;
                });
            } catch (ChangeRefusedException e) {
                LOG.info("Alias {} is not taken over: {}", watch.alias(), e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("The lease of alias {} is left until the next round.", watch.alias(), e);
            }
        }
    }

    private void step(Watch watch) {
        RegionMap map = regions.map();
        Optional<ConnectionAlias> own = map.own().filter(alias -> alias.id().equals(watch.alias()));
        if (own.isEmpty()) {
            steps.keeping().letGo(watch, map.alias(watch.alias()).isPresent());
            return;
        }
        ConnectionAlias alias = own.get();
        AliasStanding standing = RegionPlanner.standing(map, alias);
        if (standing.active().filter(map.self()::equals).isPresent()) {
            steps.keeping().serve(map, watch, alias);
        } else {
            steps.keeping().standDown(watch, standing.claim());
            steps.takingOver().standBy(map, watch, alias);
        }
    }
}
