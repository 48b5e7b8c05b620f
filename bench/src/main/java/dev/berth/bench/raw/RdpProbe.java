package dev.berth.bench.raw;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks whether an RDP server answers behind a forwarded port, which QEMU accepts before the guest does. */
final class RdpProbe {

    private static final int LIMIT_MILLIS = 700;
    private static final int TPKT_VERSION = 3;
    private static final int CONNECTION_CONFIRM = 0xD0;

    /** TPKT header, X.224 Connection Request, RDP negotiation request for TLS: MS-RDPBCGR 2.2.1.1. */
    private static final byte[] REQUEST = {3, 0, 0, 19, 14, (byte) 0xE0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0};

    private RdpProbe() {}

    static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(REQUEST);
            DataInputStream answer = new DataInputStream(socket.getInputStream());
            int version = answer.readUnsignedByte();
            answer.skipNBytes(4);
            return version == TPKT_VERSION && (answer.readUnsignedByte() & 0xF0) == CONNECTION_CONFIRM;
        } catch (IOException notYet) {
            return false;
        }
    }
}
