package dev.berth.gateway.guacd;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What guacd is to be told of a connection, by its names.
 *
 * @param values those that guacd does not ask for are left out, those that it asks for and that are not here are empty
 * @param pins take the place of values where guacd asks for every one of them, and are left out where it does not
 * @param needed the parameters that guacd has to ask for, or else the connection would not be what was ordered
 */
public record Order(Map<String, String> values, Map<String, String> pins, Set<String> needed) {

    /** guacd's name of what keeps a connection silent. */
    public static final String NO_SOUND = "disable-audio";

    public Order {
        values = Map.copyOf(values);
        pins = Map.copyOf(pins);
        needed = Set.copyOf(needed);
    }

    /** Whether the guest may be heard. */
    boolean hasSound() {
        return "false".equals(values.get(NO_SOUND));
    }

    /** Whether a guacd that asks for these can be told whom to trust. */
    boolean pinned(Collection<String> asked) {
        return !pins.isEmpty() && asked.containsAll(pins.keySet());
    }

    Map<String, String> told(Collection<String> asked) {
        Map<String, String> told = new HashMap<>(values);
        if (pinned(asked)) {
            told.putAll(pins);
        }
        return told;
    }
}
