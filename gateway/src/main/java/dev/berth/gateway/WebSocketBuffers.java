package dev.berth.gateway;

import jakarta.websocket.server.ServerContainer;

/**
 * The buffers that Tomcat keeps for each WebSocket for as long as it is open, 48 KiB as it comes. What goes to a browser is
 * written from the gateway's own buffer, and what a browser sends is short or comes in parts, so they may be small.
 */
public final class WebSocketBuffers {

    /** Tomcat's name for the size, in bytes, of those that belong to a connection. It looks once, at its first WebSocket. */
    private static final String OF_CONNECTION = "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE";

    private static final int SMALL_BYTES = 1_024;

    private WebSocketBuffers() {}

    /** For this process, before its first Tomcat starts. What was set by hand stays. */
    public static void keepSmall() {
        if (System.getProperty(OF_CONNECTION) == null) {
            System.setProperty(OF_CONNECTION, Integer.toString(SMALL_BYTES));
        }
    }

    /** For the parts of messages that come through this container; a part that is larger comes as several. */
    static void keepSmall(ServerContainer container) {
        container.setDefaultMaxBinaryMessageBufferSize(SMALL_BYTES);
        container.setDefaultMaxTextMessageBufferSize(SMALL_BYTES);
    }
}
