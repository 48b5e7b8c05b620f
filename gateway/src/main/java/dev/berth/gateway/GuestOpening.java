package dev.berth.gateway;

import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.share.Joining;
import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.GuacdSettings;
import dev.berth.gateway.guacd.Order;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Joins a guest to the guacd connection of somebody's tunnel on this node. */
final class GuestOpening {

    /** Nothing beside the picture, whatever the owner may copy. */
    private static final ChannelPolicy PICTURE_ONLY = new ChannelPolicy(false, false);

    private static final String READ_ONLY = "read-only";

    private final Tunnels tunnels;
    private final GuacdSettings guacd;
    private final BiFunction<Joining.Granted, Tunnel, TunnelEvents> reports;

    GuestOpening(Tunnels tunnels, GuacdSettings guacd, BiFunction<Joining.Granted, Tunnel, TunnelEvents> reports) {
        this.tunnels = tunnels;
        this.guacd = guacd;
        this.reports = reports;
    }

    /** Begins the guest's tunnel on a thread of its own; it ends at once when the owner is not connected here. */
    Tunnel open(BrowserLink browser, Joining.Granted granted, BrowserDisplay display) {
        Part part = granted.control() ? Part.CONTROL : Part.VIEW;
        Optional<Tunnel> host = tunnels.of(granted.session());
        Tunnel tunnel = tunnels.guest(
                granted.session(),
                browser,
                part,
                PICTURE_ONLY,
                host.map(found -> reports.apply(granted, found)).orElse(TunnelEvents.NOBODY));
        Thread.ofVirtual()
                .name("guest-" + granted.share())
                .start(() -> host.ifPresentOrElse(
                        owner -> join(owner, tunnel, part, display), () -> tunnel.end(TunnelEnd.OWNER_AWAY)));
        return tunnel;
    }

    private void join(Tunnel owner, Tunnel guest, Part part, BrowserDisplay display) {
        Optional<String> connection = owner.connection();
        if (connection.isEmpty() || !owner.takesIn(guest)) {
            guest.end(TunnelEnd.OWNER_AWAY);
            return;
        }
        try {
            guest.run(() -> GuacdConnection.open(guacd, connection.get(), order(part), display));
        } finally {
            owner.letsGo(guest);
        }
    }

    /** A guacd that does not know how to make somebody only watch is not asked to. */
    private static Order order(Part part) {
        return new Order(
                Map.of(
                        READ_ONLY,
                        Boolean.toString(part == Part.VIEW),
                        "disable-copy",
                        "true",
                        "disable-paste",
                        "true",
                        "disable-upload",
                        "true",
                        "disable-download",
                        "true"),
                Map.of(),
                Set.of(READ_ONLY));
    }
}
