package dev.berth.gateway;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The WebSocket of one tunnel, after everything was checked. */
final class TunnelEndpoint extends Endpoint {

    private final Function<Session, Tunnel> opening;
    private volatile @Nullable Tunnel tunnel;

    TunnelEndpoint(Function<Session, Tunnel> opening) {
        this.opening = opening;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Tunnel opened = opening.apply(session);
        tunnel = opened;
        session.addMessageHandler(ByteBuffer.class, new Messages(opened));
        session.addMessageHandler(PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> opened.ponged());
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        end(
                reason.getCloseCode() == CloseReason.CloseCodes.CLOSED_ABNORMALLY
                        ? TunnelEnd.BROWSER_LOST
                        : TunnelEnd.BROWSER_CLOSED);
    }

    @Override
    public void onError(Session session, Throwable failure) {
        end(TunnelEnd.BROWSER_LOST);
    }

    private void end(TunnelEnd why) {
        Tunnel opened = tunnel;
        if (opened != null) {
            opened.end(why);
        }
    }

    /** Parts of messages as they come, so that no message's length matters. Until guacd is there, whole ones are dropped. */
    private static final class Messages implements MessageHandler.Partial<ByteBuffer> {

        private final Tunnel tunnel;
        private boolean inMessage;
        private boolean takesThisMessage;

        Messages(Tunnel tunnel) {
            this.tunnel = tunnel;
        }

        @Override
        public void onMessage(ByteBuffer part, boolean last) {
            if (!inMessage) {
                takesThisMessage = tunnel.takesMessages();
            }
            inMessage = !last;
            if (takesThisMessage) {
                tunnel.receive(part);
            } else {
                tunnel.heard();
            }
        }
    }
}
