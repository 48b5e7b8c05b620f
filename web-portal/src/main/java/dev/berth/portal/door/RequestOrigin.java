package dev.berth.portal.door;

import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.ClientOrigin;
import jakarta.servlet.http.HttpServletRequest;

/** Where a request comes from, worked out once by {@link ClientAddressFilter} and read by everybody else. */
public final class RequestOrigin {

    static final String ATTRIBUTE = RequestOrigin.class.getName();

    private RequestOrigin() {}

    /** The client's address. */
    public static ClientAddress addressOf(HttpServletRequest request) {
        return known(request).address();
    }

    /** The address, and the sentence that says why Berth sees this one. */
    public static ClientOrigin.Known known(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof ClientOrigin.Known known) {
            return known;
        }
        throw new IllegalStateException("The request to %s came past the filter that works out the client's address"
                .formatted(request.getRequestURI()));
    }
}
