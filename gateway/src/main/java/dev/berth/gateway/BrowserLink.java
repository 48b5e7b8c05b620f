package dev.berth.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The browser's side of a tunnel. All but {@link #close} are called by one thread at a time. */
interface BrowserLink {

    /** Sends whole instructions as one frame; blocks while the browser does not read. */
    void send(ByteBuffer instructions) throws BrowserLostException;

    void ping() throws BrowserLostException;

    /** Closes, from any thread, also while another one is blocked in sending. */
    void close(TunnelEnd end) throws IOException;
}
