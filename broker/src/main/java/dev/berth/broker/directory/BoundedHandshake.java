package dev.berth.broker.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;

/** Makes sockets whose TLS handshake ends in an error, not in silence, when the other side says nothing. */
final class BoundedHandshake extends SSLSocketFactory {

    private final SSLSocketFactory sockets;
    private final int limitMillis;

    BoundedHandshake(SSLSocketFactory sockets, Duration limit) {
        this.sockets = sockets;
        this.limitMillis = Math.toIntExact(limit.toMillis());
    }

    private Socket bounded(Socket socket) throws SocketException {
        socket.setSoTimeout(limitMillis);
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return bounded(sockets.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return bounded(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return bounded(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return bounded(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return bounded(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return bounded(sockets.createSocket(socket, host, port, autoClose));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
