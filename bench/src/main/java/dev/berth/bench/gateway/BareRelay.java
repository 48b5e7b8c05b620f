package dev.berth.bench.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The least that a gateway can do, as a process of its own: it looks at nothing, and puts a WebSocket frame's head before
 * what each read brought. One thread, one buffer for all. Started with guacd's port; says {@code listening PORT}, and ends
 * when its input does.
 */
final class BareRelay {

    private static final int WAITING_CONNECTIONS = 1_024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int HEAD_BYTES = 10;

    /** Of the key that the bench's browsers send, which is RFC 6455's example. */
    private static final byte[] AGREED = ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Protocol: guacamole\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final InetSocketAddress guacd;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private BareRelay(int guacdPort) throws IOException {
        guacd = new InetSocketAddress(InetAddress.getLoopbackAddress(), guacdPort);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WAITING_CONNECTIONS);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** A session: the two ends, and what one of them has not taken yet. */
    private static final class Joint {

        private final SocketChannel browser;
        private final SocketChannel guacd;
        private ByteBuffer rest = ByteBuffer.allocate(0);

        Joint(SocketChannel browser, SocketChannel guacd) {
            this.browser = browser;
            this.guacd = guacd;
        }

        void close() throws IOException {
            browser.close();
            guacd.close();
        }
    }

    public static void main(String[] arguments) throws IOException {
        BareRelay relay = new BareRelay(Integer.parseInt(arguments[0]));
        Thread.ofPlatform().daemon().name("relay").start(relay::run);
        System.out.println("listening " + relay.server.socket().getLocalPort());
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private void run() {
        try {
            while (true) {
                selector.select(this::serve);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The relay has broken off", e);
        }
    }

    private void serve(SelectionKey key) {
        if (!key.isValid()) {
            // Its session ended with the other end, a moment ago.
            return;
        }
        try {
            if (key.isAcceptable()) {
                SocketChannel browser = server.accept();
                Thread.ofVirtual().start(() -> join(browser));
            } else if (key.isWritable()) {
                writeRest(key, (Joint) key.attachment());
            } else {
                relay(key, (Joint) key.attachment());
            }
        } catch (IOException ended) {
            end(key);
        }
    }

    private void relay(SelectionKey key, Joint joint) throws IOException {
        if (key.channel() == joint.browser) {
            buffer.clear();
            if (joint.browser.read(buffer) < 0) {
                throw new IOException("the browser is gone");
            }
            return;
        }
        buffer.clear().position(HEAD_BYTES);
        int length = joint.guacd.read(buffer);
        if (length < 0) {
            throw new IOException("guacd is gone");
        }
        if (length == 0) {
            return;
        }
        buffer.flip().position(putHead(length));
        joint.browser.write(buffer);
        if (buffer.hasRemaining()) {
            joint.rest = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
            key.interestOps(0);
            joint.browser.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
        }
    }

    /** Returns where the frame begins: its head is as short as its length allows. */
    private int putHead(int length) {
        if (length < 126) {
            buffer.put(HEAD_BYTES - 2, (byte) 0x82).put(HEAD_BYTES - 1, (byte) length);
            return HEAD_BYTES - 2;
        }
        if (length < 1 << 16) {
            buffer.put(HEAD_BYTES - 4, (byte) 0x82)
                    .put(HEAD_BYTES - 3, (byte) 126)
                    .putShort(HEAD_BYTES - 2, (short) length);
            return HEAD_BYTES - 4;
        }
        throw new IllegalStateException("A read of " + length + " bytes does not fit the buffer.");
    }

    private void writeRest(SelectionKey key, Joint joint) throws IOException {
        joint.browser.write(joint.rest);
        if (!joint.rest.hasRemaining()) {
            joint.rest = ByteBuffer.allocate(0);
            key.interestOps(SelectionKey.OP_READ);
            joint.guacd.keyFor(selector).interestOps(SelectionKey.OP_READ);
        }
    }

    private static void end(SelectionKey key) {
        try {
            if (key.attachment() instanceof Joint joint) {
                joint.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A session does not close", e);
        }
    }

    /** The two handshakes, after which nothing is looked at. */
    private void join(SocketChannel browser) {
        try {
            browser.socket().setTcpNoDelay(true);
            until(browser, "\r\n\r\n");
            browser.write(ByteBuffer.wrap(AGREED));
            SocketChannel opened = SocketChannel.open(guacd);
            opened.socket().setTcpNoDelay(true);
            opened.write(ByteBuffer.wrap("6.select,3.rdp;".getBytes(StandardCharsets.US_ASCII)));
            until(opened, ";");
            opened.write(ByteBuffer.wrap("7.connect;".getBytes(StandardCharsets.US_ASCII)));
            until(opened, ";");
            Joint joint = new Joint(browser, opened);
            browser.configureBlocking(false).register(selector, SelectionKey.OP_READ, joint);
            opened.configureBlocking(false).register(selector, SelectionKey.OP_READ, joint);
            selector.wakeup();
        } catch (IOException e) {
            throw new UncheckedIOException("A session could not be joined", e);
        }
    }

    private static void until(SocketChannel from, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
            if (from.read(one.clear()) < 0) {
                throw new IOException("the connection ended after '" + text + "'");
            }
            text.append((char) one.get(0));
        }
    }
}
