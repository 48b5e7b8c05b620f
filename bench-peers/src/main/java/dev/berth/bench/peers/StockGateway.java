package dev.berth.bench.peers;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.websocket.EndpointConfig;
import javax.websocket.Session;
import javax.websocket.server.ServerContainer;
import javax.websocket.server.ServerEndpointConfig;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.guacamole.GuacamoleException;
import org.apache.guacamole.net.GuacamoleTunnel;
import org.apache.guacamole.net.InetGuacamoleSocket;
import org.apache.guacamole.net.SimpleGuacamoleTunnel;
import org.apache.guacamole.protocol.ConfiguredGuacamoleSocket;
import org.apache.guacamole.protocol.GuacamoleConfiguration;
import org.apache.guacamole.websocket.GuacamoleWebSocketTunnelEndpoint;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * guacamole-common's own WebSocket endpoint on Tomcat 9, nothing set but addresses. Started with guacd's port; says
 * {@code listening PORT}, and ends when its input does.
 */
public final class StockGateway {

    private static final String LOOPBACK = "127.0.0.1";

    private StockGateway() {}

    /** A tunnel to the guacd that this process was started with. */
    public static final class Endpoint extends GuacamoleWebSocketTunnelEndpoint {

        @Override
        protected GuacamoleTunnel createTunnel(Session session, EndpointConfig config) throws GuacamoleException {
            GuacamoleConfiguration rdp = new GuacamoleConfiguration();
            rdp.setProtocol("rdp");
            rdp.setParameter("hostname", LOOPBACK);
            return new SimpleGuacamoleTunnel(new ConfiguredGuacamoleSocket(
                    new InetGuacamoleSocket(LOOPBACK, Integer.getInteger("guacd.port")), rdp));
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("guacd.port", arguments[0]);
        Path folder = Files.createTempDirectory("stock-gateway-");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", LOOPBACK);
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(
                (classes, servlets) -> {
                    try {
                        ((ServerContainer) servlets.getAttribute(ServerContainer.class.getName()))
                                .addEndpoint(ServerEndpointConfig.Builder.create(Endpoint.class, "/websocket-tunnel")
                                        .subprotocols(List.of("guacamole"))
                                        .build());
                    } catch (javax.websocket.DeploymentException failure) {
                        throw new javax.servlet.ServletException("The stock endpoint was refused", failure);
                    }
                },
                null);
        Tomcat.addServlet(context, "none", new javax.servlet.http.HttpServlet() {
                    private static final long serialVersionUID = 1L;
                })
                .addMapping("/");
        tomcat.start();
        System.out.println("listening " + tomcat.getConnector().getLocalPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        tomcat.stop();
        tomcat.destroy();
    }
}
