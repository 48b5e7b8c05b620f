package dev.berth.bench.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/** One browser's end of a session: takes WebSocket frames apart as they come and answers pings. For one thread. */
final class BrowserEnd {

    private static final int LIMIT_MILLIS = 20_000;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    /** A pong without content; a client has to mask, with nothing here. */
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private final SocketChannel channel;
    private final boolean framed;
    private final SyncStamp stamps;
    private final byte[] header = new byte[10];
    private int headerBytes;
    private int opcode;
    private long payloadLeft;
    private boolean inPayload;

    private BrowserEnd(SocketChannel channel, boolean framed, LongConsumer stamped) {
        this.channel = channel;
        this.framed = framed;
        this.stamps = new SyncStamp(stamped);
    }

    /** Connects, and returns when the other side has agreed. */
    static BrowserEnd open(Entrance entrance, LongConsumer stamped) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().setTcpNoDelay(true);
            channel.socket().setSoTimeout(LIMIT_MILLIS);
            channel.socket()
                    .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), entrance.port()), LIMIT_MILLIS);
            InputStream answers = channel.socket().getInputStream();
            if (entrance.isDirect()) {
                send(channel, "6.select,3.rdp;");
                until(answers, ";");
                send(channel, "7.connect;");
                until(answers, ";");
            } else {
                send(channel, entrance.request());
                String answer = until(answers, "\r\n\r\n");
                if (!answer.startsWith("HTTP/1.1 101")) {
                    throw new IOException("The gateway refused a WebSocket: "
                            + answer.lines().findFirst().orElse(""));
                }
            }
            channel.configureBlocking(false);
            return new BrowserEnd(channel, !entrance.isDirect(), stamped);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    SocketChannel channel() {
        return channel;
    }

    /**
     * Takes what came.
     *
     * @param stamped whether to look for stamps
     * @return the bytes of it that are the session's own
     */
    long take(ByteBuffer bytes, boolean stamped) throws IOException {
        long payload = 0;
        while (bytes.hasRemaining()) {
            if (!framed) {
                payload += pass(bytes, bytes.remaining(), stamped);
            } else if (!inPayload) {
                head(bytes.get());
            } else {
                int part = (int) Math.min(payloadLeft, bytes.remaining());
                payload += pass(bytes, part, stamped);
                payloadLeft -= part;
                ended();
            }
        }
        return payload;
    }

    private long pass(ByteBuffer bytes, int length, boolean stamped) {
        if (opcode >= CLOSE) {
            bytes.position(bytes.position() + length);
            return 0;
        }
        if (stamped) {
            int limit = bytes.limit();
            bytes.limit(bytes.position() + length);
            stamps.take(bytes);
            bytes.limit(limit);
        } else {
            bytes.position(bytes.position() + length);
        }
        return length;
    }

    private void head(byte b) throws IOException {
        header[headerBytes++] = b;
        if (headerBytes < 2) {
            return;
        }
        int shortLength = header[1] & 0x7f;
        int extended = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
        if (headerBytes < 2 + extended) {
            return;
        }
        payloadLeft = extended == 0 ? shortLength : 0;
        for (int i = 0; i < extended; i++) {
            payloadLeft = payloadLeft << 8 | header[2 + i] & 0xff;
        }
        opcode = header[0] & 0x0f;
        inPayload = true;
        ended();
    }

    private void ended() throws IOException {
        if (payloadLeft > 0) {
            return;
        }
        inPayload = false;
        headerBytes = 0;
        if (opcode == PING) {
            channel.write(ByteBuffer.wrap(PONG));
        } else if (opcode == CLOSE) {
            throw new IOException("the gateway closed the session");
        }
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Byte by byte, for what follows is the session's. */
    private static String until(InputStream stream, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
            int b = stream.read();
            if (b < 0) {
                throw new IOException("the connection ended after '" + text + "'");
            }
            text.append((char) b);
        }
        return text.toString();
    }
}
