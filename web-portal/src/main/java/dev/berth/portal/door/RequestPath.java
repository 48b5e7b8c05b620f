package dev.berth.portal.door;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/**
 * The path of a request, as everybody who decides by it sees it. {@link PlainPathFilter} lets through only paths that
 * are written in one way, so what the table of routes reads is what Spring dispatches on.
 */
final class RequestPath {

    /** Before everything that is for programs. */
    static final String PROGRAMS = "/api/";

    /** Before everything that is counted, and that a token opens. */
    static final String API = "/api/v1/";

    /** No sign that is written in percents, no parameter, no empty step: no address of Berth's needs any. */
    private static final Pattern PLAIN = Pattern.compile("(?:/[A-Za-z0-9._~@:+,=-]+)*/?");

    private static final Pattern DOTS = Pattern.compile(".*/\\.{1,2}(?:/.*)?");

    private RequestPath() {}

    /** Whether the path has one spelling alone. */
    static boolean isPlain(String path) {
        return PLAIN.matcher(path).matches() && !DOTS.matcher(path).matches();
    }

    /** Without the context's. */
    static String of(HttpServletRequest request) {
        return within(request, request.getRequestURI());
    }

    /** The path that was asked for, also while its failure is answered. */
    static String asked(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String failed
                ? within(request, failed)
                : of(request);
    }

    private static String within(HttpServletRequest request, String uri) {
        String context = request.getContextPath();
        return uri.startsWith(context) ? uri.substring(context.length()) : uri;
    }
}
