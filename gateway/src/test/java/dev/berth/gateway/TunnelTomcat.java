package dev.berth.gateway;

import java.io.IOException;
import java.nio.file.Path;
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
