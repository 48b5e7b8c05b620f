package dev.berth.bench.bed;

import dev.berth.bench.raw.Screen;
import dev.berth.gateway.guacd.FirstPicture;
import dev.berth.gateway.guacd.InstructionInput;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A browser's end of a tunnel: takes what comes, answers each sync, and knows when the first picture was whole. */
public final class BrowserTunnel implements WebSocket.Listener, AutoCloseable {

    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Long> firstPicture = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final OutputStream drawn;
    private volatile @Nullable WebSocket socket;

    BrowserTunnel() {
        this(OutputStream.nullOutputStream());
    }

    /** @param drawn is given all that comes, as it comes */
    BrowserTunnel(OutputStream drawn) {
        this.drawn = drawn;
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        Thread.ofVirtual().name("bench-tunnel").start(this::read);
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] message = new byte[data.remaining()];
        data.get(message);
        messages.add(message);
        try {
            drawn.write(message);
        } catch (IOException e) {
            firstPicture.completeExceptionally(e);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        failed(new IOException("The gateway closed the tunnel with " + code + ": " + reason));
        messages.add(END);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        failed(failure);
        messages.add(END);
    }

    /** Whether it is open; else why it is not any more. */
    public Optional<String> ended() {
        return Optional.ofNullable(ended.getNow(null));
    }

    private void failed(Throwable why) {
        firstPicture.completeExceptionally(why);
        ended.complete(String.valueOf(why.getMessage()));
    }

    /** Waits for the first picture of the desktop itself. */
    void awaitFirstPicture(Duration limit) {
        try {
            firstPicture.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("No picture of the desktop came through the tunnel.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the first picture.", e);
        }
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        messages.add(END);
        ended.complete("closed by the browser");
    }

    private void read() {
        InstructionInput input = InstructionInput.ofGuacd(new Incoming());
        FirstPicture picture = new FirstPicture();
        try {
            while (input.fill() >= 0) {
                while (input.next()) {
                    InstructionScanner instruction = input.scanner();
                    Opcode opcode = instruction.opcode();
                    if (picture.completedBy(instruction, opcode)) {
                        firstPicture.complete(System.nanoTime());
                    }
                    if (opcode == Opcode.SYNC) {
                        send(List.of("sync", instruction.text(1)));
                    }
                }
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** What a person does, and the answers to syncs; one after the other. */
    synchronized void send(List<String> instruction) throws IOException {
        WebSocket open = socket;
        if (open == null || open.isOutputClosed()) {
            return;
        }
        try {
            open.sendBinary(ByteBuffer.wrap(Screen.instruction(instruction).getBytes(StandardCharsets.UTF_8)), true)
                    .get(SILENCE_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The gateway took no instruction", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while sending", e);
        }
    }

    /** The messages one after the other, as the stream that instructions are read from. */
    private final class Incoming extends InputStream {

        private byte[] message = {};
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (at == message.length && !next()) {
                return -1;
            }
            int count = Math.min(length, message.length - at);
            System.arraycopy(message, at, into, from, count);
            at += count;
            return count;
        }

        private boolean next() throws IOException {
            try {
                byte[] came = messages.poll(SILENCE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (came == null) {
                    throw new IOException("The gateway said nothing for " + SILENCE_LIMIT.toSeconds() + " s");
                }
                message = came;
                at = 0;
                return came != END;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while reading the tunnel", e);
            }
        }
    }
}
