package dev.berth.bench.console;

import dev.berth.bench.bed.PortalClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is worth measuring: each list by what it is looked at for, also far behind its first page, and the overview. */
final class Places {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    /** Longer than the overview's figures are kept. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(6);

    private static final int DEEP_PAGES = 40;

    private final PortalClient admin;

    Places(PortalClient admin) {
        this.admin = admin;
    }

    List<Visit> visits() {
        List<Visit> visits = new ArrayList<>();
        visits.add(new Visit("overview", "/admin"));
        visits.add(new Visit("overview, 90 days", "/admin?span=quarter"));
        visits.add(new Visit("overview, all figures anew", "/admin", FORGOTTEN));
        visits.add(new Visit("API overview", "/api/v1/overview"));
        desktops(visits);
        sessions(visits);
        people(visits);
        visits.add(new Visit("audit", "/admin/audit"));
        visits.add(new Visit("audit, of desktops", "/admin/audit?kind=desktop"));
        visits.add(new Visit("hosts", "/admin/hosts"));
        return visits;
    }

    private void desktops(List<Visit> visits) {
        JsonNode first = first("/api/v1/desktops?state=AVAILABLE&limit=1");
        String bundle = first.get("bundle").asString();
        String host = first.get("host").asString();
        for (String base : List.of("/admin/desktops", "/api/v1/desktops")) {
            String what = base.startsWith("/api") ? "API desktops" : "desktops";
            visits.add(new Visit(what, base));
            visits.add(new Visit(what + ", needing somebody", base + "?state=ERROR,UNHEALTHY"));
            visits.add(new Visit(what + ", a bundle's, stopped", base + "?bundle=" + bundle + "&state=STOPPED"));
            visits.add(new Visit(what + ", a host's", base + "?host=" + host));
            visits.add(new Visit(what + ", a group's", base + "?group=Team+7"));
            visits.add(new Visit(what + ", unused for 60 days", base + "?unused=60&sort=LAST_USED"));
            visits.add(new Visit(what + ", by last use", base + "?sort=-LAST_USED"));
            visits.add(new Visit(what + ", by bundle", base + "?sort=BUNDLE"));
            visits.add(new Visit(what + ", by host, downwards", base + "?sort=-HOST"));
            visits.add(new Visit(what + ", search 'nakamura'", base + "?text=nakamura"));
            visits.add(new Visit(what + ", search 'tara kel'", base + "?text=tara+kel"));
            visits.add(new Visit(what + ", search 'a'", base + "?text=a"));
            visits.add(new Visit(what + ", search in Korean", base + "?text=" + encoded("김철수")));
            visits.add(new Visit(what + ", search that finds nothing", base + "?text=zzzzzz"));
            visits.add(new Visit(what + ", machine name", base + "?text=berth-1a2"));
            visits.add(new Visit(what + ", deep page", base + "?at=" + deep("/api/v1/desktops?limit=500")));
        }
    }

    private void sessions(List<Visit> visits) {
        JsonNode first = first("/api/v1/sessions?live=false&limit=1");
        String person = first.get("person").get("id").asString();
        String bundle = first("/api/v1/desktops?limit=1").get("bundle").asString();
        for (String base : List.of("/admin/sessions", "/api/v1/sessions")) {
            String what = base.startsWith("/api") ? "API sessions" : "sessions";
            visits.add(new Visit(what + ", live", base));
            visits.add(new Visit(what + ", live, by person", base + "?sort=PERSON"));
            visits.add(new Visit(what + ", all", base + "?past=true"));
            visits.add(new Visit(what + ", all, by person", base + "?past=true&sort=PERSON"));
            visits.add(new Visit(what + ", no longer allowed", base + "?reason=ACCESS_REVOKED"));
            visits.add(new Visit(what + ", a bundle's", base + "?past=true&bundle=" + bundle));
            visits.add(new Visit(what + ", a person's", base + "?past=true&person=" + person));
            visits.add(new Visit(
                    what + ", a reference",
                    base + "?past=true&text=" + first.get("reference").asString()));
            visits.add(new Visit(what + ", search 'tara kel'", base + "?past=true&text=tara+kel"));
            visits.add(new Visit(what + ", search 'nakamura'", base + "?past=true&text=nakamura"));
            visits.add(new Visit(what + ", an address", base + "?past=true&text=10.2.17.3"));
            visits.add(new Visit(
                    what + ", deep page", base + "?past=true&at=" + deep("/api/v1/sessions?live=false&limit=500")));
        }
    }

    private static void people(List<Visit> visits) {
        for (String base : List.of("/admin/people", "/api/v1/accounts")) {
            String what = base.startsWith("/api") ? "API people" : "people";
            visits.add(new Visit(what, base));
            visits.add(new Visit(what + ", by last visit", base + "?sort=-LAST_SEEN"));
            visits.add(new Visit(what + ", helpdesk", base + "?role=HELPDESK"));
            visits.add(new Visit(what + ", a group's", base + "?group=Department+7"));
            visits.add(new Visit(what + ", search 'nakamura'", base + "?text=nakamura"));
            visits.add(new Visit(what + ", not here for 60 days", base + "?unseen=60"));
        }
        visits.add(new Visit("people, helpdesk's search", "/people?text=nakamura"));
    }

    private JsonNode first(String path) {
        JsonNode rows = JSON.readTree(get(path).body());
        if (rows.isEmpty()) {
            throw new IllegalStateException(path + " lists nothing; was the database filled?");
        }
        return rows.get(0);
    }

    /** The place of a page far behind the first one. */
    private String deep(String path) {
        String next = path;
        for (int page = 0; page < DEEP_PAGES; page++) {
            String link = get(next).headers().firstValue("Link").orElse("");
            Matcher matcher = NEXT.matcher(link);
            if (!matcher.find()) {
                break;
            }
            next = matcher.group(1);
        }
        return next.substring(next.indexOf("at=") + "at=".length()).split("&")[0];
    }

    private HttpResponse<String> get(String path) {
        HttpResponse<String> answer = admin.get(path);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
