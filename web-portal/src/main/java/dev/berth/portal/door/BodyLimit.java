package dev.berth.portal.door;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Nobody sends more than Berth wants to read. What says how long it is, is refused before a byte of it is read; what does
 * not say is cut off where the limit is. Comes after the filter that sets the encoding, since forms are read here.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimit extends OncePerRequestFilter {

    /** In bytes; {@code server.tomcat.max-http-form-post-size} is the same. */
    static final int LARGEST = 1024 * 1024;

    private static final String SENTENCE =
            "The body has more than " + LARGEST + " bytes (1 MiB), which is the most that is allowed.";
    private static final String CODE = "TOO_LARGE";

    private final RefusalAnswer answer;

    BodyLimit(RefusalAnswer answer) {
        this.answer = answer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > LARGEST) {
            refuse(response);
            return;
        }
        if (!isFormReadable(request, response)) {
            return;
        }
        try {
            chain.doFilter(new BoundedBody(request, LARGEST), response);
        } catch (IOException | ServletException | RuntimeException e) {
            if (!isTooLarge(e) || response.isCommitted()) {
                throw e;
            }
            refuse(response);
        }
    }

    /** Whether reading a body went past the limit, whoever read it. */
    static boolean isTooLarge(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException) {
                return true;
            }
        }
        return false;
    }

    static void refused(RefusalAnswer answer, HttpServletResponse response) throws IOException {
        answer.plain(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, CODE, SENTENCE);
        // The server waits for the rest of a body that may never come before it sends what it holds.
        response.flushBuffer();
    }

    private void refuse(HttpServletResponse response) throws IOException {
        refused(answer, response);
    }

    /** The container reads forms past every wrapper, within its own limit; so it is asked to here, where it can be said. */
    private boolean isFormReadable(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)) {
            return true;
        }
        try {
            request.getParameterMap();
            return true;
        } catch (InvalidParameterException e) {
            if (e.getErrorCode() == HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE) {
                refuse(response);
            } else {
                answer.plain(
                        response,
                        HttpServletResponse.SC_BAD_REQUEST,
                        "INVALID",
                        "The form cannot be read; allowed are at most 1,000 fields, written as a browser writes them.");
            }
            return false;
        }
    }
}
