package dev.berth.broker.drill;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.signal.ThisNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps drills going: those of this region, and this region's part of its peers'. On any node, and as often as one likes. */
@Component
class DrillRound {

    private static final Logger LOG = LoggerFactory.getLogger(DrillRound.class);

    private final DrillSchedules schedules;
    private final DrillWork work;
    private final Visits visits;
    private final DrillNotices notices;
    private final JdbcPeers peers;
    private final SchemaContract contract;
    private final boolean takesPart;

    DrillRound(
            DrillSchedules schedules,
            DrillWork work,
            Visits visits,
            DrillNotices notices,
            JdbcPeers peers,
            SchemaContract contract,
            ThisNode node) {
        this.schedules = schedules;
        this.work = work;
        this.visits = visits;
        this.notices = notices;
        this.peers = peers;
        this.contract = contract;
        this.takesPart = node.roles().contains("SCHEDULER");
    }

    /** What is measured is measured no finer than this. */
    @Scheduled(initialDelayString = "10s", fixedDelayString = "1s")
    void goOn() {
        if (takesPart && !peers.list().isEmpty()) {
            contract.during(this::goOnNow);
        }
    }

    @Scheduled(initialDelayString = "15s", fixedDelayString = "30s")
    void plan() {
        if (takesPart) {
            contract.during(this::planNow);
        }
    }

    void goOnNow() {
        apart("This region's drill", work::goOn);
        apart("This region's part of its peers' drills", visits::goOn);
    }

    void planNow() {
        apart("What is due of drills", schedules::plan);
        apart("Telling people of drills", notices::tell);
    }

    /** One that fails keeps the others from nothing: a peer's people come back though this region's own drill is stuck. */
    private static void apart(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("{} is left until the next round.", what, e);
        }
    }
}
