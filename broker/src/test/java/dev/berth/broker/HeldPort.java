package dev.berth.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port of this machine that refuses whoever connects until the test's own server listens there; no other is given it. */
public final class HeldPort implements AutoCloseable {

    private final Socket holder = new Socket();

    public HeldPort() throws IOException {
        // Together with a server's own: it may listen where somebody is who does not.
        holder.setReuseAddress(true);
        holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public int number() {
        return holder.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        holder.close();
    }
}
