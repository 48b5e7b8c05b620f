package dev.berth.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Debian's Firefox without a screen, told what to do by WebDriver BiDi, which it speaks itself. One window. */
final class Firefox implements WebSocket.Listener, AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/firefox-esr");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String LISTENS = "WebDriver BiDi listening on ";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KEY_MILLISECONDS = 40;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final WebSocket socket;
    private final Map<Long, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final StringBuilder arriving = new StringBuilder();
    private final String window;

    /** @param profile an empty folder of its own */
    Firefox(Path profile) {
        Path said = profile.resolve("said");
        try {
            process = new ProcessBuilder(
                            PROGRAM.toString(),
                            "--headless",
                            "--no-remote",
                            "--profile",
                            profile.toString(),
                            "--remote-debugging-port=0")
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + PROGRAM + ". Install firefox-esr.", e);
        }
        try {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(address(said) + "/session"), this)
                    .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
            ask("session.new", Map.of("capabilities", Map.of()));
            window = ask("browsingContext.getTree", Map.of())
                    .at("/contexts/0/context")
                    .asString();
            ask(
                    "browsingContext.setViewport",
                    Map.of("context", window, "viewport", Map.of("width", 1280, "height", 800)));
        } catch (RuntimeException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    void opens(URI address) {
        ask("browsingContext.navigate", Map.of("context", window, "url", address.toString(), "wait", "complete"));
    }

    /** What an expression of JavaScript is in the page, within a click of the person, once its promise is kept; null for anything but texts and numbers. */
    @Nullable
    String evaluates(String expression) {
        JsonNode answer = ask(
                "script.evaluate",
                Map.of(
                        "expression",
                        expression,
                        "target",
                        Map.of("context", window),
                        "awaitPromise",
                        true,
                        "userActivation",
                        true));
        if (!answer.path("type").asString("").equals("success")) {
            throw new AssertionError(expression + " failed in Firefox: " + answer);
        }
        JsonNode value = answer.at("/result/value");
        return value.isValueNode() ? value.asString() : null;
    }

    void clicks(String selector) {
        evaluates("document.querySelector('%s').click()".formatted(selector));
    }

    /** Keys of WebDriver: letters, and signs such as U+E007 for Enter; what is held is held down around the last one. */
    void presses(String held, String key) {
        List<Map<String, Object>> actions = new ArrayList<>();
        held.codePoints().forEach(each -> actions.add(key("keyDown", each)));
        key.codePoints().forEach(each -> {
            actions.add(key("keyDown", each));
            actions.add(key("keyUp", each));
            actions.add(Map.of("type", "pause", "duration", KEY_MILLISECONDS));
        });
        new StringBuilder(held).reverse().codePoints().forEach(each -> actions.add(key("keyUp", each)));
        ask(
                "input.performActions",
                Map.of(
                        "context",
                        window,
                        "actions",
                        List.of(Map.of("type", "key", "id", "keyboard", "actions", actions))));
    }

    void types(String text) {
        presses("", text);
    }

    void pictures(String name) {
        byte[] png = Base64.getDecoder()
                .decode(ask("browsingContext.captureScreenshot", Map.of("context", window))
                        .get("data")
                        .asString());
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + "-firefox.png"), png);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a picture of " + name, e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean whole) {
        arriving.append(text);
        if (whole) {
            JsonNode message = JSON.readTree(arriving.toString());
            arriving.setLength(0);
            CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asLong(-1));
            if (answer != null) {
                answer.complete(message);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        asked.values().forEach(answer -> answer.completeExceptionally(failure));
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode ask(String method, Map<String, ?> parameters) {
        long id = last.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        asked.put(id, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true);
        try {
            JsonNode message = answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!message.path("type").asString("").equals("success")) {
                throw new AssertionError(method + " was refused by Firefox: " + message);
            }
            return message.get("result");
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " was not answered by Firefox within " + LIMIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while Firefox was asked for " + method, e);
        }
    }

    /** Where it listens, as it says. */
    private static String address(Path said) {
        AtomicReference<String> address = new AtomicReference<>("");
        Bed.await("Firefox listens", LIMIT, () -> {
            try (Stream<String> lines = Files.lines(said)) {
                lines.filter(line -> line.startsWith(LISTENS))
                        .forEach(line -> address.set(line.substring(LISTENS.length())));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + said, e);
            }
            return !address.get().isEmpty();
        });
        return address.get();
    }

    private static Map<String, Object> key(String what, int key) {
        return Map.of("type", what, "value", Character.toString(key));
    }
}
