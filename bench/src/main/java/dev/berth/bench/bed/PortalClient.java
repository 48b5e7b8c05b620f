package dev.berth.bench.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One person at Berth's pages and API, with a cookie jar of their own, as a browser has. */
public final class PortalClient implements AutoCloseable {

    private static final Pattern CSRF_INPUT = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern CSRF_META = Pattern.compile("<meta name=\"_csrf\"[^>]*content=\"([^\"]+)\"");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final URI address;
    private final HttpClient client;
    private String csrf = "";

    public PortalClient(URI address) {
        this(address, null);
    }

    /** @param trust for an https address whose certificate only this vouches for; null trusts what Java does */
    public PortalClient(URI address, @Nullable SSLContext trust) {
        this.address = address;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER);
        this.client = (trust == null ? builder : builder.sslContext(trust)).build();
    }

    /** Signs in through the form, as a person does; the answer's status and page say how it went. */
    public HttpResponse<String> signIn(String username, String password) {
        csrf = token(get("/sign-in").body());
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address.resolve("/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "username=" + encode(username) + "&password=" + encode(password) + "&_csrf=" + encode(csrf))));
        if (answer.statusCode() == 302
                && !answer.headers().firstValue("Location").orElse("").contains("sign-in")) {
            csrf = token(get("/").body());
        }
        return answer;
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)).GET());
    }

    /** Sends JSON with the page's CSRF token, as the pages' scripts do. */
    public HttpResponse<String> send(String method, String path, String json) {
        return send(method, path, json, Map.of());
    }

    /** The same, with headers such as {@code If-Match}. */
    public HttpResponse<String> send(String method, String path, String json, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .header("X-CSRF-TOKEN", csrf)
                .method(method, HttpRequest.BodyPublishers.ofString(json));
        headers.forEach(request::header);
        return send(request);
    }

    /** Opens a tunnel's WebSocket from the portal's own origin, with the person's cookies and a ticket, as the page does. */
    public WebSocket webSocket(String pathAndQuery, String ticket, WebSocket.Listener listener) {
        URI target = URI.create(
                ("https".equals(address.getScheme()) ? "wss://" : "ws://") + address.getAuthority() + pathAndQuery);
        try {
            return client.newWebSocketBuilder()
                    .header("Origin", address.toString())
                    .subprotocols("guacamole", "berth.ticket." + ticket)
                    .connectTimeout(LIMIT)
                    .buildAsync(target, listener)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("No tunnel was opened at " + target + ": " + e.getCause(), e);
        }
    }

    /**
     * Reads server-sent events until one is what was waited for.
     *
     * @param enough given each event's name and data
     */
    public void events(String path, Duration limit, BiPredicate<String, String> enough) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header("Accept", "text/event-stream")
                .timeout(limit)
                .build();
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofLines());
        try {
            HttpResponse<Stream<String>> events = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (events.statusCode() != 200) {
                throw new IllegalStateException("Berth answered " + events.statusCode() + " to " + path);
            }
            try (Stream<String> lines = events.body()) {
                new ServerSentEvents(enough).read(lines.iterator(), limit);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "Berth sent no events at " + path + " within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading events at " + path, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("Berth at " + address + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + address, e);
        }
    }

    private static String token(String page) {
        for (Pattern pattern : new Pattern[] {CSRF_INPUT, CSRF_META}) {
            Matcher matcher = pattern.matcher(page);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IllegalStateException("The page carries no CSRF token:\n" + page);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
