package dev.berth.gateway;

import dev.berth.broker.witness.LeaseWatch;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Ends tunnels when the region's lease is over. The broker ends their sessions too, and says why; this is for a node that
 * does not reach its database, and so would hear of nothing.
 */
@Component
class LeaseEnd {

    private final LeaseWatch lease;
    private final Gateway gateway;

    LeaseEnd(LeaseWatch lease, Gateway gateway) {
        this.lease = lease;
        this.gateway = gateway;
    }

    @Scheduled(fixedDelayString = "1s", scheduler = "leaseScheduler")
    void look() {
        if (lease.over()) {
            gateway.endFor(TunnelEnd.LEASE_OVER);
        }
    }
}
