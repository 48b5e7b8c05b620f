package dev.berth.bench.gateway;

import dev.berth.bench.raw.Waiting;
import dev.berth.gateway.guacd.InstructionInput;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Stands where guacd stands: shakes hands, opens each session with the recorded picture, then plays what it is told to. */
final class GuacdStandIn implements Closeable {

    private static final String ARGS = "4.args,13.VERSION_1_5_0,8.hostname,4.port,8.username,8.password,"
            + "15.initial-program,11.ignore-cert,13.resize-method,12.disable-copy,13.disable-paste;";
    private static final String READY = "5.ready,37.$01234567-89ab-cdef-0123-456789abcdef;";
    private static final byte[] NOP = "3.nop;".getBytes(StandardCharsets.US_ASCII);

    /** guacd's own keep-alive. */
    private static final Duration NOP_EVERY = Duration.ofSeconds(5);

    private static final int WAITING_CONNECTIONS = 1_024;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SPIN_NANOS = 60_000;

    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final ByteBuffer opening;
    private final List<SocketChannel> sessions = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private GuacdStandIn(Recording recording) throws IOException {
        opening = direct(recording.opening());
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WAITING_CONNECTIONS);
        Thread.ofPlatform().daemon().name("stand-in-accept").start(this::accept);
        Thread.ofPlatform().daemon().name("stand-in-nop").start(this::keepAwake);
    }

    static GuacdStandIn open(Recording recording) {
        try {
            return new GuacdStandIn(recording);
        } catch (IOException e) {
            throw new UncheckedIOException("The stand-in for guacd cannot listen on loopback", e);
        }
    }

    int port() {
        try {
            return ((InetSocketAddress) server.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException("The stand-in for guacd has no port", e);
        }
    }

    void awaitSessions(int count) {
        Waiting.until(
                count + " sessions at the stand-in for guacd, where " + sessions.size() + " were at first",
                Duration.ofMillis(5),
                LIMIT,
                () -> sessions.size() == count);
    }

    /** Everybody is sent this over and over, as fast as it is taken, until the session is closed. */
    List<Thread> flood(byte[] stream) {
        ByteBuffer source = direct(stream);
        return sessions.stream()
                .map(session -> Thread.ofPlatform()
                        .daemon()
                        .name("stand-in-flood")
                        .start(() -> floodOne(session, source.duplicate())))
                .toList();
    }

    /** Everybody is sent so many frames a second, the sessions evenly after one another, each frame with the time in its sync. */
    Thread play(List<byte[]> frames, int perSecond, Duration time) {
        List<SocketChannel> to = List.copyOf(sessions);
        return Thread.ofPlatform().daemon().name("stand-in-play").start(() -> playAll(to, frames, perSecond, time));
    }

    @Override
    public void close() {
        closed = true;
        sessions.forEach(this::drop);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The stand-in for guacd does not close", e);
        }
    }

    private void playAll(List<SocketChannel> to, List<byte[]> frames, int perSecond, Duration time) {
        long began = System.nanoTime();
        long every = Duration.ofSeconds(1).toNanos() / ((long) perSecond * to.size());
        long count = time.toNanos() / every;
        List<SocketChannel> gone = new ArrayList<>();
        for (long i = 0; i < count && !closed; i++) {
            SocketChannel session = to.get((int) (i % to.size()));
            byte[] frame = frames.get((int) (i / to.size() % frames.size()));
            awaitMoment(began + i * every);
            if (gone.contains(session)) {
                continue;
            }
            ByteBuffer bytes = ByteBuffer.allocate(frame.length + 40);
            bytes.put(frame).put(SyncStamp.of(System.nanoTime())).flip();
            if (!write(session, bytes)) {
                gone.add(session);
            }
        }
    }

    /** Parks for the most of it: what wakes late spoils nothing but the evenness, for the stamp is made afterwards. */
    private static void awaitMoment(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void floodOne(SocketChannel session, ByteBuffer stream) {
        while (!closed && write(session, stream.rewind())) {
            Thread.onSpinWait();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                SocketChannel session = server.accept();
                Thread.ofVirtual().name("stand-in-session").start(() -> serve(session));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException("The stand-in for guacd takes no connection", e);
                }
            }
        }
    }

    private void serve(SocketChannel session) {
        try {
            session.socket().setTcpNoDelay(true);
            InputStream stream = session.socket().getInputStream();
            InstructionInput input = InstructionInput.ofGuacd(stream);
            read(input, "select");
            send(session, ARGS);
            read(input, "connect");
            send(session, READY);
            if (write(session, opening.duplicate())) {
                sessions.add(session);
            }
            stream.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // As a browser's going away ends a session here.
        } finally {
            drop(session);
        }
    }

    private void keepAwake() {
        while (!closed) {
            LockSupport.parkNanos(NOP_EVERY.toNanos());
            sessions.forEach(session -> write(session, ByteBuffer.wrap(NOP)));
        }
    }

    private static void read(InstructionInput input, String opcode) throws IOException {
        do {
            while (!input.next()) {
                if (input.fill() < 0) {
                    throw new IOException("closed before '" + opcode + "'");
                }
            }
        } while (!input.scanner().text(0).equals(opcode));
    }

    private static void send(SocketChannel session, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            session.write(bytes);
        }
    }

    /** Returns false once the session is closed. Whole, for nops come from another thread. */
    private boolean write(SocketChannel session, ByteBuffer bytes) {
        try {
            synchronized (session) {
                while (bytes.hasRemaining()) {
                    session.write(bytes);
                }
            }
            return true;
        } catch (IOException e) {
            drop(session);
            return false;
        }
    }

    private void drop(SocketChannel session) {
        sessions.remove(session);
        try {
            session.close();
        } catch (IOException e) {
            throw new UncheckedIOException("A session of the stand-in does not close", e);
        }
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
