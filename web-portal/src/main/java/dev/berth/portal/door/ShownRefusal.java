package dev.berth.portal.door;

import dev.berth.broker.audit.Reference;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure as its page shows it.
 *
 * @param sentence null when there is nothing to say beyond what the status says
 */
public record ShownRefusal(
        int status, String code, @Nullable String sentence, String reference) {

    /** Only reached by forwarding: the page of a refusal. */
    public static final String PAGE = "/refused";

    static final String ATTRIBUTE = "berth.refusal";

    /** What is to be shown; somebody who asks for the page by name is told that it is not one. */
    public static ShownRefusal of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ShownRefusal shown
                ? shown
                : new ShownRefusal(404, "NOT_FOUND", null, Reference.next().value());
    }
}
