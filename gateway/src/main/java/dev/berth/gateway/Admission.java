package dev.berth.gateway;

import dev.berth.gateway.guacd.BrowserDisplay;
import jakarta.websocket.Session;
import java.util.function.BiFunction;

/** What came of a ticket that a browser showed. */
sealed interface Admission {

    /**
     * @param to what is opened, for messages
     * @param opening makes the tunnel once the request has become a WebSocket
     */
    record Admitted(String to, BiFunction<Session, BrowserDisplay, Tunnel> opening) implements Admission {}

    /** @param reason for the log; the browser only learns that the ticket is not valid */
    record Refused(String reason) implements Admission {}
}
