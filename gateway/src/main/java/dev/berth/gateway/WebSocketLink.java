package dev.berth.gateway;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A browser behind a WebSocket of Tomcat's. */
final class WebSocketLink implements BrowserLink {

    /** Tomcat's name for how long one blocking send may take, in milliseconds, after which it drops the connection. */
    private static final String SEND_LIMIT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    private final Session session;

    WebSocketLink(Session session, Duration sendLimit) {
        this.session = session;
        session.getUserProperties().put(SEND_LIMIT, sendLimit.toMillis());
        session.setMaxIdleTimeout(0);
    }

    @Override
    public void send(ByteBuffer instructions) throws BrowserLostException {
        try {
            session.getBasicRemote().sendBinary(instructions);
        } catch (IOException | IllegalStateException failure) {
            throw new BrowserLostException("The browser's WebSocket takes nothing more", failure);
        }
    }

    @Override
    public void ping() throws BrowserLostException {
        try {
            session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | IllegalStateException failure) {
            throw new BrowserLostException("The browser's WebSocket takes no ping", failure);
        }
    }

    @Override
    public void close(TunnelEnd end) throws IOException {
        session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(end.closeCode()), end.sentence()));
    }
}
