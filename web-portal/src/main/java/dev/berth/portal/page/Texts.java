package dev.berth.portal.page;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Messages for scripts, which cannot ask for them one by one. */
@Component
class Texts {

    private final JsonMapper json;

    Texts(JsonMapper json) {
        this.json = json;
    }

    /** A JSON object of the messages under the prefix, which is left out of their names; safe inside of HTML. */
    String startingWith(String prefix, Locale language) {
        ResourceBundle bundle = ResourceBundle.getBundle(
                "messages",
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
        var texts = new TreeMap<String, String>();
        bundle.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> texts.put(key.substring(prefix.length()), bundle.getString(key)));
        return json.writeValueAsString(texts).replace("<", "\\u003c");
    }
}
