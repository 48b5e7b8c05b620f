package dev.berth.portal.door;

import dev.berth.portal.door.KeptAnswers.Claim;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * {@code Idempotency-Key}: a caller who does not know whether a request arrived sends it again, and it is carried out
 * once. The same key with the same request gets the same answer; with another request it is refused. What was refused or
 * failed did nothing, and is not remembered.
 */
@Component
class Idempotency {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final int UNPROCESSABLE = 422;
    private static final List<String> KEPT_HEADERS =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG);

    /** Their answers hold a secret, or somebody's screen, which are stored nowhere. */
    private static final Pattern SECRET =
            Pattern.compile("/api/v1/(tokens|streaming-urls|sessions/[^/]+/(tickets|shares)|shares/[^/]+/tickets"
                    + "|recordings/[^/]+/plays|people/[^/]+/desktops/[^/]+/screenshot)");

    private final KeptAnswers kept;
    private final RefusalAnswer answer;

    Idempotency(KeptAnswers kept, RefusalAnswer answer) {
        this.kept = kept;
        this.answer = answer;
    }

    /** For the chains alone, after it was decided that the request may be made. */
    OncePerRequestFilter filter() {
        return new OncePerRequestFilter() {
            @Override
            protected boolean shouldNotFilter(HttpServletRequest request) {
                return !"POST".equals(request.getMethod())
                        || request.getHeader(HEADER) == null
                        || !RefusalAnswer.isForPrograms(request);
            }

            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                once(request, response, chain);
            }
        };
    }

    private void once(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader(HEADER);
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null || !isAllowed(key) || isSecret(request)) {
            refuse(response, key, isSecret(request));
            return;
        }
        byte[] body = request.getInputStream().readAllBytes();
        switch (kept.claim(who.getName(), key, hash(request, body))) {
            case Claim.First(UUID run) -> first(run, new ReadBody(request, body), response, chain);
            case Claim.Again(KeptAnswer again) -> replay(again, response);
            case Claim.InFlight inFlight -> {
                response.setHeader(HttpHeaders.RETRY_AFTER, "1");
                answer.plain(
                        response,
                        HttpServletResponse.SC_CONFLICT,
                        "IN_FLIGHT",
                        "The first request with this Idempotency-Key is still being carried out. Ask again in a moment.");
            }
            case Claim.AnotherRequest another ->
                answer.plain(
                        response,
                        UNPROCESSABLE,
                        "KEY_USED",
                        "Idempotency-Key is '" + key
                                + "', which was used for another request; allowed is one key for one request.");
        }
    }

    private void refuse(HttpServletResponse response, String key, boolean secret) throws IOException {
        if (secret) {
            answer.plain(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "INVALID",
                    "Idempotency-Key is not taken here: the answer holds a secret, which Berth does not keep.");
        } else {
            answer.plain(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "INVALID",
                    "Idempotency-Key is '" + key + "'; allowed are 1 to 255 visible ASCII characters, such as a UUID.");
        }
    }

    private void first(UUID run, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var held = new ContentCachingResponseWrapper(response);
        boolean done = false;
        try {
            chain.doFilter(request, held);
            done = held.getStatus() / 100 == 2;
            if (done) {
                kept.keep(run, new KeptAnswer(held.getStatus(), headers(held), held.getContentAsByteArray()));
            }
        } finally {
            if (!done) {
                kept.giveUp(run);
            }
        }
        held.copyBodyToResponse();
    }

    private static void replay(KeptAnswer again, HttpServletResponse response) throws IOException {
        response.setStatus(again.status());
        again.headers().forEach(response::setHeader);
        response.setHeader("Idempotency-Replayed", "true");
        response.getOutputStream().write(again.body());
    }

    private static Map<String, String> headers(HttpServletResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : KEPT_HEADERS) {
            String value = HttpHeaders.CONTENT_TYPE.equals(name) ? response.getContentType() : response.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static boolean isAllowed(@Nullable String key) {
        return key != null && KEY.matcher(key).matches();
    }

    private static boolean isSecret(HttpServletRequest request) {
        return SECRET.matcher(RequestPath.of(request)).matches();
    }

    private static byte[] hash(HttpServletRequest request, byte[] body) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            String line = request.getMethod() + " " + RequestPath.of(request) + "?" + request.getQueryString() + "\n";
            hash.update(line.getBytes(StandardCharsets.UTF_8));
            return hash.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java must have", e);
        }
    }
}
