package dev.berth.portal.helpdesk;

import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes out what may be a secret. What goes into a support bundle holds none by its making; this is for sentences and
 * settings that others wrote: a password in an address, a token in an error message.
 */
final class Redaction {

    private static final String GONE = "[redacted]";
    private static final String SECRET = "(?:password|passwd|secret|token|ticket|credential|private-?key|api-?key)";

    private static final Pattern FIELD = Pattern.compile("(?i).*" + SECRET + ".*");

    /** The part before the {@code @} of an address with a scheme. */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@\\s\"]{1,200}@");

    /** {@code password=…}, {@code "secret":"…"} and so on, as a setting or as JSON. */
    private static final Pattern NAMED = Pattern.compile(
            "(?i)(" + SECRET + "[\\w.-]{0,20}\"?\\s{0,3}[=:]\\s{0,3})(\"[^\"]{0,400}\"|[^\\s,;}\\])\"]{1,400})");

    /** What is as long and as mixed as a key; ids have dashes in other places and are not. */
    private static final Pattern KEY = Pattern.compile("(?<![A-Za-z0-9_/+-])(?=[A-Za-z0-9_+-]*\\d)"
            + "(?=[A-Za-z0-9_+-]*[A-Z])(?=[A-Za-z0-9_+-]*[a-z])[A-Za-z0-9_+-]{32,}(?![A-Za-z0-9_+-])");

    private Redaction() {}

    static String of(String text) {
        String without = CREDENTIALS.matcher(text).replaceAll(GONE + "@");
        without = NAMED.matcher(without).replaceAll("$1" + GONE);
        return KEY.matcher(without).replaceAll(GONE);
    }

    /** The same of every text in it; a field that is called a secret loses its value whatever that is. */
    static JsonNode of(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    copy.set(
                            field.getKey(),
                            FIELD.matcher(field.getKey()).matches()
                                    ? JsonNodeFactory.instance.stringNode(GONE)
                                    : of(field.getValue()));
                }
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> copy.add(of(item)));
                yield copy;
            }
            default -> node.isString() ? JsonNodeFactory.instance.stringNode(of(node.stringValue())) : node;
        };
    }
}
