package dev.berth.broker.host;

import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Keeps what is known of each host fresh: one host that hangs delays no other. */
@Component
public class HostWatch {

    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);

    private final JdbcHosts hosts;
    private final HostConnections connections;
    private final Clock clock;
    private final Set<HostId> asking = ConcurrentHashMap.newKeySet();

    public HostWatch(JdbcHosts hosts, HostConnections connections, Clock clock) {
        this.hosts = hosts;
        this.connections = connections;
        this.clock = clock;
    }

    /** Asks every host, each on a thread of its own, and returns without waiting. A host that is still being asked is left. */
    public void refresh() {
        List<Host> rows = hosts.list();
        connections.follow(rows);
        for (Host host : rows) {
            if (asking.add(host.id())) {
                Thread.ofVirtual().name("host-watch-" + host.name()).start(() -> {
                    try {
                        ask(host.id());
                    } catch (RuntimeException e) {
                        LOG.error(
                                "Host {} was asked how it is, and that failed; the next round asks again.",
                                host.name(),
                                e);
                    } finally {
                        asking.remove(host.id());
                    }
                });
            }
        }
        markDrained();
    }

    /** Says of hosts that are drained of everything that they are. */
    public void markDrained() {
        hosts.markDrained();
    }

    /** Asks one host and writes down what it says. */
    public void ask(HostId id) {
        try {
            hosts.answered(id, HostReport.of(connections.on(id).facts()), clock.instant());
        } catch (HostUnreachableException e) {
            hosts.unreachable(id, String.valueOf(e.getMessage()));
        } catch (HypervisorException e) {
            hosts.unreachable(id, "It answers, and refuses to say what it has: " + e.getMessage());
        }
    }
}
