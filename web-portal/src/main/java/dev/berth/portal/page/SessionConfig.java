package dev.berth.portal.page;

import dev.berth.broker.catalog.ClipboardPolicy;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.session.SessionView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the scripts of a session's page start from, as the JSON that {@code berth/session/page.js} reads. */
@Component
class SessionConfig {

    private final JsonMapper json;
    private final JdbcBundles bundles;
    private final Map<String, JsonNode> messages = new LinkedHashMap<>();

    SessionConfig(JsonMapper json, JdbcBundles bundles) {
        this.json = json;
        this.bundles = bundles;
        Frame.LANGUAGES.forEach(language -> messages.put(language, messages(json, language)));
    }

    /** Safe inside of HTML: no {@code <} is left in it. */
    String of(SessionView view, CsrfToken csrf, Locale language) {
        ClipboardPolicy clipboard = bundles.find(view.thing().bundle())
                .map(bundle -> bundle.spec().clipboard())
                .orElse(new ClipboardPolicy(false, false));
        var usual = new LinkedHashMap<String, Long>();
        view.stages()
                .forEach(stage ->
                        stage.usual().ifPresent(took -> usual.put(stage.stage().name(), took.toMillis())));
        var config = new LinkedHashMap<String, Object>();
        config.put("sessionId", view.id().toString());
        config.put("name", view.thing().name());
        config.put("reference", view.reference());
        config.put("exitUrl", "/");
        config.put("retryUrl", "/sessions/" + view.id() + "/retry");
        config.put("csrf", Map.of("header", csrf.getHeaderName(), "token", csrf.getToken()));
        config.put("policy", Map.of("copyOut", clipboard.copyOut(), "pasteIn", clipboard.pasteIn()));
        config.put("usualMs", usual);
        config.put("messages", messages.getOrDefault(language.getLanguage(), messages.get("en")));
        return json.writeValueAsString(config).replace("<", "\\u003c");
    }

    private static JsonNode messages(JsonMapper json, String language) {
        String path = "static/berth/session/messages." + language + ".json";
        try (var content = new ClassPathResource(path).getInputStream()) {
            return json.readTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the session page's messages from " + path, e);
        }
    }
}
