package dev.berth.broker.standby;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.desktop.PointRound;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.signal.ThisNode;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps desktops that stand by, and what is sent for them, in step with what the regions say. */
@Component
class StandbyRound {

    private final JdbcRegions regions;
    private final JdbcPeers peers;
    private final Work work;
    private final SchemaContract contract;
    private final boolean schedules;

    StandbyRound(JdbcRegions regions, JdbcPeers peers, Work work, SchemaContract contract, ThisNode node) {
        this.regions = regions;
        this.peers = peers;
        this.work = work;
        this.contract = contract;
        this.schedules = node.roles().contains("SCHEDULER");
    }

    /** What is done again and again. */
    @Component
    record Work(
            JdbcStandbys standbys,
            StandbyKeeping keeping,
            Shipping shipping,
            Divergences divergences,
            HandOvers handOvers,
            Receiving receiving,
            PointRound points) {}

    @Scheduled(fixedDelayString = "5s")
    void ship() {
        if (schedules && !peers.list().isEmpty()) {
            contract.during(this::shipNow);
        }
    }

    @Scheduled(
            initialDelayString = "${berth.standby.keep-interval:20s}",
            fixedDelayString = "${berth.standby.keep-interval:30s}")
    void keep() {
        if (schedules && !peers.list().isEmpty()) {
            contract.during(this::keepNow);
        }
    }

    void shipNow() {
        RegionMap map = regions.map();
        work.shipping().ship(map);
        work.handOvers().goOn(map);
    }

    void keepNow() {
        work.standbys().tellWishes();
        RegionMap map = regions.map();
        work.keeping().keep(map);
        work.divergences().keep(map);
        work.points().tidy();
        work.receiving().tidy();
    }
}
