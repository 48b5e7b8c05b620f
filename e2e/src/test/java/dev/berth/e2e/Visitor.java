package dev.berth.e2e;

import dev.berth.bench.bed.PortalClient;
import dev.berth.bench.raw.Screen;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person at the API and the tunnel, request by request as the page does it, where no page need be seen. */
final class Visitor implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SESSIONS = "/api/v1/sessions/";

    private final PortalClient client;
    private final String name;

    private Visitor(PortalClient client, String name) {
        this.client = client;
        this.name = name;
    }

    static Visitor signIn(URI berth, String name) {
        var client = new PortalClient(berth);
        HttpResponse<String> answer = client.signIn(name, Bed.PASSWORD);
        if (answer.statusCode() != 302
                || answer.headers().firstValue("Location").orElse("").contains("sign-in")) {
            client.close();
            throw new AssertionError(name + " could not sign in: " + answer.statusCode());
        }
        return new Visitor(client, name);
    }

    /** Clicks the one desktop there is; the session may have a long way to go. */
    JsonNode opensTheDesktop() {
        for (JsonNode launchable : ask("GET", "/api/v1/launchables", "")) {
            if (launchable.get("kind").asString().equals("bundle")) {
                return ask(
                        "POST",
                        "/api/v1/sessions",
                        "{\"bundle\":\"%s\"}".formatted(launchable.get("id").asString()));
            }
        }
        throw new AssertionError(name + " may open no desktop");
    }

    JsonNode opensTheApplication(String application, Duration limit) {
        JsonNode session = ask("POST", "/api/v1/sessions", "{\"application\":\"%s\"}".formatted(application));
        return awaits(session.get("id").asString(), "READY", limit);
    }

    /** Clicks on another one; the session that it is in. */
    JsonNode opensTheApplication(String application) {
        return ask("POST", "/api/v1/sessions", "{\"application\":\"%s\"}".formatted(application));
    }

    /** What the API answers to a click that it does not follow. */
    String isRefused(String application) {
        HttpResponse<String> answer =
                client.send("POST", "/api/v1/sessions", "{\"application\":\"%s\"}".formatted(application));
        if (answer.statusCode() < 400) {
            throw new AssertionError(name + " may open " + application + ": " + answer.body());
        }
        return answer.body();
    }

    /** Follows an address that leads to a session; its id, or nothing where it leads to none. */
    String follows(String path) {
        String to = client.get(path).headers().firstValue("Location").orElse("");
        return to.contains("/sessions/") ? to.substring(to.lastIndexOf('/') + 1) : "";
    }

    JsonNode session(String id) {
        return ask("GET", SESSIONS + id, "");
    }

    /** Clicks, and waits until a browser may connect. */
    JsonNode opensTheDesktop(Duration limit) {
        String session = opensTheDesktop().get("id").asString();
        return awaits(session, "READY", limit);
    }

    /** Waits until the session is in this state; one that is over does not come back. */
    JsonNode awaits(String session, String state, Duration limit) {
        var last = new AtomicReference<>(session(session));
        Bed.await("%s's session is %s".formatted(name, state), limit, () -> {
            JsonNode seen = session(session);
            last.set(seen);
            String now = seen.get("state").asString();
            if (now.equals("ENDED") && !state.equals("ENDED")) {
                throw new AssertionError(name + "'s session is over: " + seen);
            }
            return now.equals(state);
        });
        return last.get();
    }

    /** Connects with a new ticket. */
    Line connects(String session) {
        JsonNode ticket = ask("POST", SESSIONS + session + "/tickets", "");
        var line = new Line();
        client.webSocket(
                ticket.get("tunnel").asString() + "&" + Screen.query(),
                ticket.get("ticket").asString(),
                line);
        return line;
    }

    /** Waits until the gateway has seen the first picture of the desktop on its way to this person. */
    void seesAPicture(String session, Duration limit) {
        reaches(session, "FIRST_FRAME", limit);
    }

    void reaches(String session, String stage, Duration limit) {
        Bed.await(
                "%s's session reaches %s".formatted(name, stage),
                limit,
                () -> session(session)
                        .get("stages")
                        .valueStream()
                        .filter(reached -> reached.get("stage").asString().equals(stage))
                        .anyMatch(reached -> !reached.get("at").isNull()));
    }

    void ends(String session) {
        ask("DELETE", SESSIONS + session, "");
    }

    @Override
    public void close() {
        client.close();
    }

    private JsonNode ask(String method, String path, String json) {
        HttpResponse<String> answer = client.send(method, path, json);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(
                    "%s %s by %s: %d %s".formatted(method, path, name, answer.statusCode(), answer.body()));
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }
}
