package dev.berth.gateway;

import dev.berth.broker.session.Redemption;
import dev.berth.gateway.guacd.BrowserDisplay;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where browsers ask for a tunnel. Everything is checked while the request is still plain HTTP, so a refusal is a plain
 * answer. The ticket comes as a second WebSocket subprotocol, {@code berth.ticket.SECRET}, next to {@code guacamole}: a
 * page cannot set headers on a WebSocket, and an address is what proxies write into their logs.
 */
final class TunnelServlet extends HttpServlet {

    static final String PATH = "/tunnel";
    static final String GUESTS_PATH = "/tunnel/shared";
    static final String SUBPROTOCOL = "guacamole";
    static final String TICKET_PREFIX = "berth.ticket.";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(TunnelServlet.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final transient PortalOrigins origins;
    private final transient BiFunction<HttpServletRequest, String, Admission> admitting;

    /** @param admitting asks the broker, on behalf of the person who is signed in with that request */
    TunnelServlet(PortalOrigins origins, BiFunction<HttpServletRequest, String, Admission> admitting) {
        this.origins = origins;
        this.admitting = admitting;
    }

    /** For people's own sessions. */
    TunnelServlet(
            PortalOrigins origins,
            BiFunction<HttpServletRequest, String, Redemption> redeeming,
            TunnelOpening opening) {
        this(origins, (request, ticket) -> switch (redeeming.apply(request, ticket)) {
            case Redemption.Granted granted ->
                new Admission.Admitted(
                        "Session " + granted.session(), (session, display) -> opening.open(session, granted, display));
            case Redemption.Refused refused -> new Admission.Refused(refused.reason());
        });
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!origins.accepts(request)) {
            LOG.warn(
                    "Refused a tunnel to {}: its Origin is {}. If this is the portal's own address, put it into"
                            + " berth.gateway.origins.",
                    request.getRemoteAddr(),
                    shown(request.getHeader("Origin")));
            refuse(response, 403, "A session is opened from the portal's own pages only.");
            return;
        }
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.setHeader("Upgrade", "websocket");
            refuse(response, 426, "This address speaks WebSocket only.");
            return;
        }
        BrowserDisplay display;
        try {
            display = display(request);
        } catch (IllegalArgumentException wrong) {
            refuse(response, 400, String.valueOf(wrong.getMessage()));
            return;
        }
        Optional<String> ticket = ticket(request);
        if (ticket.isEmpty()) {
            refuse(response, 403, "A session is opened with a ticket. Open it from the portal's pages.");
            return;
        }
        switch (admitting.apply(request, ticket.get())) {
            case Admission.Admitted admitted -> upgrade(request, response, admitted, display);
            case Admission.Refused refused -> {
                LOG.warn("Refused a tunnel to {}: {}", request.getRemoteAddr(), refused.reason());
                refuse(response, 403, "The ticket is not valid. Open the session again from the portal's pages.");
            }
        }
    }

    private void upgrade(
            HttpServletRequest request,
            HttpServletResponse response,
            Admission.Admitted admitted,
            BrowserDisplay display)
            throws ServletException, IOException {
        if (!(getServletContext().getAttribute(ServerContainer.class.getName()) instanceof ServerContainer container)) {
            throw new ServletException("This servlet container offers no WebSocket. Add its WebSocket module.");
        }
        WebSocketBuffers.keepSmall(container);
        TunnelEndpoint endpoint =
                new TunnelEndpoint(session -> admitted.opening().apply(session, display));
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(TunnelEndpoint.class, PATH)
                .subprotocols(List.of(SUBPROTOCOL))
                .configurator(new ThisEndpoint(endpoint))
                .build();
        try {
            container.upgradeHttpToWebSocket(request, response, config, Map.of());
        } catch (DeploymentException failure) {
            throw new ServletException(admitted.to() + ": the request could not become a WebSocket", failure);
        }
    }

    private static BrowserDisplay display(HttpServletRequest request) {
        return BrowserDisplay.of(
                parameter(request, "width"),
                parameter(request, "height"),
                parameter(request, "dpi"),
                parameter(request, "timezone"),
                parameter(request, "images"));
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    private static Optional<String> ticket(HttpServletRequest request) {
        String protocols = request.getHeader("Sec-WebSocket-Protocol");
        return protocols == null
                ? Optional.empty()
                : Arrays.stream(protocols.split(",", 8))
                        .map(String::strip)
                        .filter(protocol -> protocol.startsWith(TICKET_PREFIX))
                        .map(protocol -> protocol.substring(TICKET_PREFIX.length()))
                        .findFirst();
    }

    private static void refuse(HttpServletResponse response, int status, String sentence) throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(JSON.writeValueAsBytes(Map.of("status", status, "detail", sentence)));
    }

    private static String shown(@Nullable String header) {
        return header == null
                ? "missing"
                : header.substring(0, Math.min(100, header.length())).replaceAll("\\p{Cntrl}", "?");
    }

    /** Hands the container the one endpoint that belongs to this request, and agrees to no compression: PNG is packed. */
    private static final class ThisEndpoint extends ServerEndpointConfig.Configurator {

        private final TunnelEndpoint endpoint;

        ThisEndpoint(TunnelEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(endpoint);
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }
    }
}
