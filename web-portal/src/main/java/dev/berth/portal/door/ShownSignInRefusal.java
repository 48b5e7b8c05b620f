package dev.berth.portal.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as the sign-in page shows it.
 *
 * @param key of the message
 * @param number what the message counts: minutes to wait
 * @param detail a further sentence, such as the rule that stops an address
 * @param reference what helpdesk finds in the log
 */
public record ShownSignInRefusal(
        String key, long number, @Nullable String detail, String reference) implements Serializable {

    static final String ATTRIBUTE = "berth.sign-in-refusal";
    static final String TYPED_NAME = "berth.sign-in-name";

    /** What the last attempt of this browser came to, told once. */
    public static Optional<ShownSignInRefusal> taken(HttpServletRequest request) {
        return take(request, ATTRIBUTE, ShownSignInRefusal.class);
    }

    /** The name that was typed with it. */
    public static Optional<String> typedName(HttpServletRequest request) {
        return take(request, TYPED_NAME, String.class);
    }

    private static <T> Optional<T> take(HttpServletRequest request, String name, Class<T> type) {
        HttpSession session = request.getSession(false);
        if (session == null || !type.isInstance(session.getAttribute(name))) {
            return Optional.empty();
        }
        T found = type.cast(session.getAttribute(name));
        session.removeAttribute(name);
        return Optional.of(found);
    }
}
