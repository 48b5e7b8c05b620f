package dev.berth.gateway;

import dev.berth.broker.session.NodeRegistry;
import dev.berth.broker.session.Redemption;
import dev.berth.broker.session.TicketSecret;
import dev.berth.broker.session.Tickets;
import dev.berth.broker.share.Joining;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.ServerContainer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tomcat.websocket.server.WsSci;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The gateway of this node: joins browsers that come with a ticket to guacd. */
@Component
public class Gateway implements SmartLifecycle {

    /** guacd writes to all browsers of a connection in turn: while a guest's takes nothing, the owner's has to wait. */
    private static final Duration GUEST_TAKES = Duration.ofSeconds(2);

    private final GatewaySettings settings;
    private final Tickets tickets;
    private final NodeRegistry nodes;
    private final Tunnels tunnels;
    private final GuestSide guestSide;
    private final Tapes tapes;
    private volatile boolean running;

    Gateway(
            GatewaySettings settings,
            Tickets tickets,
            NodeRegistry nodes,
            BrokerReports reports,
            GuestSide guestSide,
            Tapes tapes,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.tickets = tickets;
        this.nodes = nodes;
        this.guestSide = guestSide;
        this.tapes = tapes;
        this.tunnels = new Tunnels(
                settings.limits(), settings.maxClipboard().toBytes(), new TunnelMeters(meters), reports::of, clock);
    }

    /**
     * Puts the tunnels' address, {@code /tunnel}, into a servlet context that starts, and WebSocket with it.
     *
     * @param guests who is signed in with a request, and from where; empty if nobody is
     */
    public void register(ServletContext context, Function<HttpServletRequest, Optional<TunnelGuest>> guests)
            throws ServletException {
        if (context.getAttribute(ServerContainer.class.getName()) == null) {
            new WsSci().onStartup(null, context);
        }
        TunnelOpening opening = new TunnelOpening(tunnels, settings, tapes::of);
        TunnelServlet servlet = new TunnelServlet(
                new PortalOrigins(settings.origins()),
                (request, ticket) -> guests.apply(request)
                        .map(guest -> redeem(guest, ticket))
                        .orElseGet(() -> new Redemption.Refused("Nobody is signed in with this request.")),
                opening);
        context.addServlet("tunnel", servlet).addMapping(TunnelServlet.PATH);
        TunnelServlet guestServlet = new TunnelServlet(
                new PortalOrigins(settings.origins()),
                (request, ticket) -> guests.apply(request)
                        .map(guest -> admit(guest, ticket))
                        .orElseGet(() -> new Admission.Refused("Nobody is signed in with this request.")));
        context.addServlet("tunnel-guests", guestServlet).addMapping(TunnelServlet.GUESTS_PATH);
    }

    @Override
    public void start() {
        running = true;
    }

    /** Browsers are told to go elsewhere; their sessions go on in the guest. */
    @Override
    public void stop() {
        running = false;
        tunnels.endAll(TunnelEnd.GATEWAY_STOPPING);
    }

    /** Every tunnel of this node, where its region may not serve any more. */
    void endFor(TunnelEnd why) {
        tunnels.endAll(why);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private Admission admit(TunnelGuest guest, String ticket) {
        GuestOpening opening = new GuestOpening(tunnels, settings.guacd(), guestSide::eventsOf);
        return switch (guestSide.redeem(guest, ticket)) {
            case Joining.Granted granted ->
                new Admission.Admitted(
                        "Sharing " + granted.share(),
                        (session, display) -> opening.open(new WebSocketLink(session, GUEST_TAKES), granted, display));
            case Joining.Refused refused -> new Admission.Refused(refused.reason());
        };
    }

    private Redemption redeem(TunnelGuest guest, String ticket) {
        TicketSecret secret;
        try {
            secret = new TicketSecret(ticket);
        } catch (IllegalArgumentException noTicket) {
            return new Redemption.Refused(String.valueOf(noTicket.getMessage()));
        }
        return tickets.redeem(secret, guest.person(), guest.address(), nodes.boot());
    }
}
