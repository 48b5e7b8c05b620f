package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.PortForward;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.libvirt.Domain;
import org.libvirt.Domain.InterfaceAddressesSource;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/** The ways to a guest's ports: forwards of QEMU's user network where a machine is isolated, else the guest's own address. */
final class Forwards {

    private static final int AS_A_PERSON_WOULD = 1;
    private static final int MOST_TRIES = 64;

    /** A line of {@code info usernet}: protocol, descriptor, source address and port, destination address and port. */
    private static final Pattern FORWARD =
            Pattern.compile("TCP\\[HOST_FORWARD]\\s+\\d+\\s+(\\S+)\\s+(\\d+)\\s+\\S+\\s+(\\d+)\\s.*");

    private final LibvirtSettings settings;
    private final String address;

    Forwards(LibvirtSettings settings, String address) {
        this.settings = settings;
        this.address = address;
    }

    PortForward open(MachineId id, Domain domain, int guestPort) throws LibvirtException {
        var running = "open a way to port " + guestPort + " of machine " + id;
        if (domain.isActive() == 0) {
            throw new HypervisorException("Cannot " + running + ": it does not run. Start it first.");
        }
        var backend = userNetwork(domain);
        if (backend.isEmpty()) {
            return new PortForward(guestAddress(domain, running), guestPort);
        }
        var open = openOf(domain, guestPort);
        if (!open.isEmpty()) {
            return open.getFirst();
        }
        int ports = settings.lastForwardPort() - settings.firstForwardPort() + 1;
        var refusal = "";
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            int port = settings.firstForwardPort() + Math.floorMod(id.hashCode() + guestPort + attempt * 31, ports);
            refusal =
                    monitor(domain, "hostfwd_add " + backend.get() + " tcp:" + address + ":" + port + "-:" + guestPort);
            if (refusal.isEmpty()) {
                return new PortForward(address, port);
            }
        }
        throw new HypervisorException("Cannot " + running + ": the host refused " + MOST_TRIES + " ports on " + address
                + ", last with '" + refusal + "'. Check the host's forward address, or widen its range of ports.");
    }

    void close(Domain domain, int guestPort) throws LibvirtException {
        var backend = domain.isActive() == 1 ? userNetwork(domain) : Optional.<String>empty();
        if (backend.isEmpty()) {
            return;
        }
        for (var forward : openOf(domain, guestPort)) {
            monitor(domain, "hostfwd_remove " + backend.get() + " tcp:" + forward.host() + ":" + forward.port());
        }
    }

    static List<PortForward> parse(String userNetworks, int guestPort) {
        return userNetworks
                .lines()
                .map(String::strip)
                .map(FORWARD::matcher)
                .filter(line -> line.matches() && Integer.parseInt(line.group(3)) == guestPort)
                .map(line -> new PortForward(line.group(1), Integer.parseInt(line.group(2))))
                .toList();
    }

    private List<PortForward> openOf(Domain domain, int guestPort) throws LibvirtException {
        return parse(monitor(domain, "info usernet"), guestPort);
    }

    private static Optional<String> userNetwork(Domain domain) throws LibvirtException {
        return Xml.all(Xml.parse(domain.getXMLDesc(0)), "devices/interface").stream()
                .filter(card -> card.getAttribute("type").equals("user"))
                .flatMap(card -> Xml.first(card, "alias").stream())
                .map(alias -> "host" + alias.getAttribute("name"))
                .findFirst();
    }

    private static String guestAddress(Domain domain, String doing) throws LibvirtException {
        var cards = Xml.all(Xml.parse(domain.getXMLDesc(0)), "devices/interface/mac").stream()
                .map((Element mac) -> mac.getAttribute("address"))
                .toList();
        for (int source : new int[] {
            InterfaceAddressesSource.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE,
            InterfaceAddressesSource.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT
        }) {
            for (var card : domain.interfaceAddresses(source, 0)) {
                if (card.addrs != null && card.hwAddr != null && cards.contains(card.hwAddr)) {
                    for (var found : card.addrs) {
                        if (!found.address.isLinkLocalAddress()) {
                            return String.valueOf(found.address.getHostAddress());
                        }
                    }
                }
            }
        }
        throw new HypervisorException("Cannot " + doing + ": the guest has no address yet. Wait until it has booted.");
    }

    private static String monitor(Domain domain, String command) throws LibvirtException {
        return String.valueOf(domain.qemuMonitorCommand(command, AS_A_PERSON_WOULD))
                .strip();
    }
}
