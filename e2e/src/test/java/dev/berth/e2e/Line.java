package dev.berth.e2e;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A browser's end of a tunnel: takes what comes, answers syncs, and remembers with what it was closed. */
final class Line implements WebSocket.Listener, AutoCloseable {

    private static final int ENTER = 0xFF0D;
    private static final Pattern SYNC = Pattern.compile("4\\.sync,(\\d+\\.\\d+)[,;]");

    private final CompletableFuture<Closing> closing = new CompletableFuture<>();
    private CompletableFuture<?> answered = CompletableFuture.completedFuture(null);
    private volatile @Nullable WebSocket socket;
    private volatile boolean heard;

    /** @param code what the page decides by whether it connects again */
    record Closing(int code, String sentence) {}

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        CharBuffer instructions = StandardCharsets.ISO_8859_1.decode(data);
        heard |= instructions.toString().contains("5.audio,");
        Matcher sync = SYNC.matcher(instructions);
        String latest = "";
        while (sync.find()) {
            latest = sync.group(1);
        }
        if (!latest.isEmpty() && answered.isDone()) {
            byte[] answer = "4.sync,%s;".formatted(latest).getBytes(StandardCharsets.UTF_8);
            answered = from.sendBinary(ByteBuffer.wrap(answer), true);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String sentence) {
        closing.complete(new Closing(code, sentence));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closing.completeExceptionally(failure);
    }

    /** Text goes to the guest's clipboard, as the page sends it. */
    void pastes(String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        sends("9.clipboard,1.7,10.text/plain;4.blob,1.7,%d.%s;3.end,1.7;".formatted(data.length(), data));
    }

    /** Presses a key, by its X11 keysym, as the page sends it. */
    void presses(int keysym) {
        String key = Integer.toString(keysym);
        sends("3.key,%d.%s,1.1;3.key,%d.%s,1.0;".formatted(key.length(), key, key.length(), key));
    }

    /** Types letters and signs of ASCII, and Enter. */
    void entersLine(String text) {
        text.chars().forEach(this::presses);
        presses(ENTER);
    }

    private void sends(String instructions) {
        WebSocket open = Objects.requireNonNull(socket, "the tunnel is not open yet");
        answered = answered.thenCompose(
                unused -> open.sendBinary(ByteBuffer.wrap(instructions.getBytes(StandardCharsets.UTF_8)), true));
    }

    /** Whether the guest has begun to play anything. */
    boolean hasHeard() {
        return heard;
    }

    Closing awaitClosing(Duration limit) {
        try {
            return closing.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("The gateway did not close the tunnel within " + limit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for the tunnel's end", e);
        }
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
