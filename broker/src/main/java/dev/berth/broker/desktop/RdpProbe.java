package dev.berth.broker.desktop;

import dev.berth.hypervisor.PortForward;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks whether an RDP server answers: an X.224 Connection Request must get a Connection Confirm. That the connection is
 * accepted proves nothing, since QEMU's user network accepts before the guest does.
 */
@Component
public class RdpProbe {

    private static final Logger LOG = LoggerFactory.getLogger(RdpProbe.class);
    private static final Duration LIMIT = Duration.ofMillis(1500);
    private static final int TPKT_VERSION = 3;
    private static final int CONNECTION_CONFIRM = 0xD0;

    /** TPKT header (version 3, 19 bytes), X.224 Connection Request, RDP negotiation request for TLS. MS-RDPBCGR 2.2.1.1. */
    private static final byte[] CONNECTION_REQUEST = {
        3, 0, 0, 19, 14, (byte) 0xE0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0
    };

    public boolean answers(PortForward forward) {
        try (var socket = new Socket()) {
            int limitMillis = (int) LIMIT.toMillis();
            socket.connect(new InetSocketAddress(forward.host(), forward.port()), limitMillis);
            socket.setSoTimeout(limitMillis);
            socket.getOutputStream().write(CONNECTION_REQUEST);
            var answer = new DataInputStream(socket.getInputStream());
            int version = answer.readUnsignedByte();
            answer.skipNBytes(4);
            return version == TPKT_VERSION && (answer.readUnsignedByte() & 0xF0) == CONNECTION_CONFIRM;
        } catch (IOException e) {
            LOG.debug("No RDP server answers at {} yet", forward, e);
            return false;
        }
    }
}
