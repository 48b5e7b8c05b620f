package dev.berth.broker.host;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorDriver;
import dev.berth.hypervisor.HypervisorEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** This node's open connection to each host. */
@Component
public class HostConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostConnections.class);

    private record Open(HostConnection connection, Hypervisor hypervisor) {}

    private final JdbcHosts hosts;
    private final List<HypervisorDriver> drivers;
    private final Map<HostId, Open> open = new ConcurrentHashMap<>();
    private final List<HostListener> listeners = new CopyOnWriteArrayList<>();
    private final List<HostCalls.Listener> callers = new CopyOnWriteArrayList<>();

    public HostConnections(JdbcHosts hosts, List<HypervisorDriver> drivers) {
        this.hosts = hosts;
        this.drivers = List.copyOf(drivers);
    }

    /** The host's hypervisor, opened on first use. It may be unreachable; its operations tell. */
    public Hypervisor on(HostId id) {
        Open known = open.get(id);
        if (known != null) {
            return known.hypervisor();
        }
        Host host = hosts.find(id).orElseThrow(() -> new NotFoundException("host", id));
        return opened(host).hypervisor();
    }

    /** From now on the listener hears what every host says. */
    public void listen(HostListener listener) {
        listeners.add(listener);
    }

    /** From now on the listener hears of every call of every host that has returned. */
    public void listen(HostCalls.Listener listener) {
        callers.add(listener);
    }

    /** Opens what is new, closes what is gone, and opens anew what moved. */
    public void follow(List<Host> rows) {
        for (Host host : rows) {
            Open known = open.get(host.id());
            if (known != null
                    && !known.connection().equals(host.spec().connection())
                    && open.remove(host.id(), known)) {
                close(host.id(), known);
            }
            opened(host);
        }
        for (HostId id : open.keySet()) {
            if (rows.stream().noneMatch(host -> host.id().equals(id))) {
                Open gone = open.remove(id);
                if (gone != null) {
                    close(id, gone);
                }
            }
        }
    }

    @Override
    public void close() {
        for (HostId id : open.keySet()) {
            Open closing = open.remove(id);
            if (closing != null) {
                close(id, closing);
            }
        }
    }

    private Open opened(Host host) {
        return open.computeIfAbsent(host.id(), id -> {
            HostConnection connection = host.spec().connection();
            Hypervisor hypervisor = HostCalls.told(driver(host).open(connection), this::returned);
            hypervisor.subscribe(event -> tell(id, event));
            return new Open(connection, hypervisor);
        });
    }

    private HypervisorDriver driver(Host host) {
        return drivers.stream()
                .filter(driver -> driver.drives(host.spec().connection()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("Cannot open host " + host.name() + ": no driver knows the address '"
                                + host.spec().connection().uri() + "'. Correct the host's URI."));
    }

    private void tell(HostId id, HypervisorEvent event) {
        listeners.forEach(listener -> listener.heard(id, event));
    }

    private void returned(HostCalls.Call call) {
        for (HostCalls.Listener listener : callers) {
            try {
                listener.returned(call);
            } catch (RuntimeException e) {
                LOG.warn("Somebody who counts calls of hosts failed; the call {} counts all the same.", call.name(), e);
            }
        }
    }

    private static void close(HostId id, Open closing) {
        try {
            closing.hypervisor().close();
        } catch (RuntimeException e) {
            LOG.warn("Closing the connection to host {} failed; it is given up.", id, e);
        }
    }
}
