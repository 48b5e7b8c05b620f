package dev.berth.gateway;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.Redemption;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.broker.session.TunnelId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.apache.tomcat.websocket.server.WsSci;

/** The tunnel's servlet in a Tomcat that is set up as the node's is, on a free port of loopback. */
final class TunnelTomcat implements AutoCloseable {

    static final String LOOPBACK = "127.0.0.1";

    private final Tomcat tomcat = new Tomcat();

    private TunnelTomcat(Path folder, TunnelServlet servlet) throws LifecycleException {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", LOOPBACK);
        tomcat.getConnector().getProtocolHandler().setExecutor(new VirtualThreadExecutor("tomcat-handler-"));
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(new WsSci(), null);
        Tomcat.addServlet(context, "tunnel", servlet).addMapping(TunnelServlet.PATH);
        tomcat.start();
    }

    /** A gateway to which any ticket opens a session of its own. */
    static TunnelServlet anyTicket(GatewaySettings settings, Consumer<TunnelEnd> ended) {
        Tunnels tunnels = new Tunnels(
                settings.limits(),
                settings.maxClipboard().toBytes(),
                new TunnelMeters(new SimpleMeterRegistry()),
                granted -> new TunnelEvents(end -> true, () -> {}, at -> {}, blocked -> {}, ended),
                Clock.systemUTC());
        RemoteDesktop desktop = new RemoteDesktop(
                LOOPBACK, 3_389, "person", "one-time", Optional.empty(), Optional.empty(), Optional.empty());
        return new TunnelServlet(
                new PortalOrigins(settings.origins()),
                (request, ticket) -> new Redemption.Granted(
                        new SessionId(UUID.randomUUID()),
                        new TunnelId(UUID.randomUUID()),
                        desktop,
                        new ChannelPolicy(true, true)),
                new TunnelOpening(tunnels, settings));
    }

    /** @param folder for its files */
    static TunnelTomcat start(Path folder, TunnelServlet servlet) throws LifecycleException {
        WebSocketBuffers.keepSmall();
        return new TunnelTomcat(folder, servlet);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failure) {
            throw new IOException("Tomcat does not stop", failure);
        }
    }
}
