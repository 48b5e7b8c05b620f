package dev.berth.bench.regions;

import dev.berth.bench.bed.PortalClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What helen does about regions. */
public final class Helpdesk {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Helpdesk() {}

    /**
     * A redirection that was done.
     *
     * @param preview what was shown before
     * @param click when it was decided
     */
    public record Redirection(JsonNode preview, Instant click) {}

    /** Looks at what it means, and redirects the alias. */
    public static Redirection redirect(Region at, Region to) {
        String path = "/api/v1/aliases/" + TwoRegions.alias(at).path("id").asString() + "/failover";
        try (PortalClient helen = at.signIn("helen")) {
            JsonNode preview =
                    JSON.readTree(helen.get(path + "?to=" + to.name()).body());
            Instant click = Instant.now();
            HttpResponse<String> answer = helen.send(
                    "POST",
                    path,
                    "{\"to\": \"%s\", \"epoch\": %d, \"name\": \"%s\", \"reason\": \"The other one is lost\"}"
                            .formatted(to.name(), preview.path("epoch").asLong(), TwoRegions.ALIAS));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("Nothing was redirected: " + answer.statusCode() + " " + answer.body()
                        + "; before it was said: " + preview);
            }
            return new Redirection(preview, click);
        }
    }

    /** Whether the region takes people's sessions, as it tells everybody. */
    public static boolean serves(Region region) {
        try (PortalClient anybody = region.client()) {
            return JSON.readTree(anybody.get("/alias").body()).path("active").asBoolean();
        }
    }
}
