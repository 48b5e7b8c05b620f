package dev.berth.portal.door;

import dev.berth.broker.directory.Person;
import dev.berth.gateway.Gateway;
import dev.berth.gateway.TunnelGuest;
import dev.berth.portal.NodeRole;
import dev.berth.portal.NodeSettings;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Puts the gateway's tunnels behind the same chain as every page, on nodes that are a gateway. */
@Component
class TunnelDoor implements ServletContextInitializer {

    private final Gateway gateway;
    private final NodeSettings node;

    TunnelDoor(Gateway gateway, NodeSettings node) {
        this.gateway = gateway;
        this.node = node;
    }

    @Override
    public void onStartup(ServletContext context) throws ServletException {
        if (node.roles().contains(NodeRole.GATEWAY)) {
            gateway.register(context, TunnelDoor::guest);
        }
    }

    private static Optional<TunnelGuest> guest(HttpServletRequest request) {
        return request.getUserPrincipal() instanceof Authentication who && who.getPrincipal() instanceof Person person
                ? Optional.of(new TunnelGuest(person, RequestOrigin.addressOf(request)))
                : Optional.empty();
    }
}
