package dev.berth.bench.bed;

import dev.berth.bench.raw.Screen;
import dev.berth.bench.raw.Steps;
import dev.berth.bench.raw.Visit;
import dev.berth.bench.raw.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person who signed in, and clicks. What is timed is what their browser does, request by request. */
public final class PersonAtBerth implements AutoCloseable {

    private static final String API = "/api/v1";
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final int CREATED = 201;

    /** A session of theirs was open, and goes on. */
    private static final int CONTINUED = 200;

    private static final JsonMapper JSON = new JsonMapper();

    private final PortalClient client;
    private final String account;

    private PersonAtBerth(PortalClient client, String account) {
        this.client = client;
        this.account = account;
    }

    /**
     * One opening, from the click to the first picture.
     *
     * @param stages when Berth reached each, counted from the click
     */
    public record Opening(String desktop, Steps steps, Map<String, Duration> stages) {}

    public static PersonAtBerth signIn(URI address, Properties accounts, String account) {
        PortalClient client = new PortalClient(address);
        String password = accounts.getProperty(account);
        if (password == null) {
            throw new IllegalStateException(
                    "The evaluation has no account '" + account + "', only " + accounts.stringPropertyNames());
        }
        HttpResponse<String> answer = client.signIn(account, password);
        if (answer.statusCode() != 302
                || answer.headers().firstValue("Location").orElse("").contains("sign-in")) {
            throw new IllegalStateException(account + " cannot sign in: Berth answered " + answer.statusCode());
        }
        return new PersonAtBerth(client, account);
    }

    /** Somebody who signed in already. */
    public static PersonAtBerth of(PortalClient client, String account) {
        return new PersonAtBerth(client, account);
    }

    /** The one desktop that this person may open. */
    public String bundle() {
        JsonNode launchables = get("/launchables");
        for (JsonNode launchable : launchables) {
            if (launchable.path("kind").asString().equals("bundle")) {
                return launchable.path("id").asString();
            }
        }
        throw new IllegalStateException(account + " may open no desktop: " + launchables);
    }

    /** Clicks a desktop, waits as the page does, and disconnects some time after the first picture; the guest keeps its session. */
    public Opening open(String bundle) {
        return open(bundle, new BrowserTunnel(), () -> Waiting.pause(Visit.STAY));
    }

    /** Opens a desktop, does one thing after the other in it, and returns all that was drawn. */
    public byte[] record(String bundle, List<List<String>> input, Duration every) {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        BrowserTunnel tunnel = new BrowserTunnel(drawn);
        open(bundle, tunnel, () -> {
            try {
                for (List<String> instruction : input) {
                    tunnel.send(instruction);
                    Waiting.pause(every);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The session took no input", e);
            }
        });
        return drawn.toByteArray();
    }

    private Opening open(String bundle, BrowserTunnel tunnel, Runnable inside) {
        Instant click = Instant.now();
        Steps steps = new Steps();
        String session = await(bundle, steps);
        try (tunnel) {
            connect(session, tunnel, steps);
            inside.run();
        }
        JsonNode view = get("/sessions/" + session);
        send("POST", "/sessions/" + session + "/disconnect", "", 204);
        Waiting.pause(Visit.SETTLE);
        return new Opening(view.path("desktop").asString(), steps, stages(view, click));
    }

    /** Clicks a desktop and waits as the page does until it can be connected; the session's id. */
    public String await(String bundle, Steps steps) {
        JsonNode opened = send("POST", "/sessions", "{\"bundle\":\"" + bundle + "\"}", CREATED, CONTINUED);
        String session = opened.path("id").asString();
        steps.reached("session");
        if (!opened.path("state").asString().equals("DISCONNECTED")) {
            client.events(API + "/sessions/" + session + "/events", LIMIT, this::isReady);
        }
        steps.reached("ready");
        return session;
    }

    /** A tunnel through which the first picture of that session has come. */
    public BrowserTunnel connect(String session, Steps steps) {
        BrowserTunnel tunnel = new BrowserTunnel();
        try {
            connect(session, tunnel, steps);
            return tunnel;
        } catch (RuntimeException e) {
            tunnel.close();
            throw e;
        }
    }

    private void connect(String session, BrowserTunnel tunnel, Steps steps) {
        JsonNode ticket = send("POST", "/sessions/" + session + "/tickets", "", CREATED);
        steps.reached("ticket");
        client.webSocket(
                ticket.path("tunnel").asString() + "&" + Screen.query(),
                ticket.path("ticket").asString(),
                tunnel);
        steps.reached("tunnel");
        tunnel.awaitFirstPicture(LIMIT);
        steps.reached("picture");
    }

    public JsonNode get(String path) {
        return send("GET", path, "", 200);
    }

    /** Sends a request that has to be answered with one of these statuses. */
    public JsonNode send(String method, String path, String json, Integer... statuses) {
        HttpResponse<String> answer = client.send(method, API + path, json);
        if (!List.of(statuses).contains(answer.statusCode())) {
            throw new IllegalStateException(
                    method + " " + path + " by " + account + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        client.close();
    }

    private boolean isReady(String name, String data) {
        if (name.equals("failed") || name.equals("ended")) {
            throw new IllegalStateException(account + "'s session could not be opened: " + data);
        }
        return name.equals("state")
                && JSON.readTree(data).path("state").asString().equals("READY");
    }

    private static Map<String, Duration> stages(JsonNode view, Instant click) {
        Map<String, Duration> stages = new LinkedHashMap<>();
        for (JsonNode stage : view.path("stages")) {
            String at = stage.path("at").asString("");
            // What a session that is continued went through before is not this opening's.
            if (!at.isEmpty() && !Instant.parse(at).isBefore(click)) {
                stages.put(stage.path("stage").asString(), Duration.between(click, Instant.parse(at)));
            }
        }
        return stages;
    }
}
