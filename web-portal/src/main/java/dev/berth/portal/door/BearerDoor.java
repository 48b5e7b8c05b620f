package dev.berth.portal.door;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.token.ApiToken;
import dev.berth.broker.token.GuessThrottle;
import dev.berth.broker.token.TokenSecret;
import dev.berth.broker.token.Tokens;
import dev.berth.ipacl.ClientAddress;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Where services come in: {@code Authorization: Bearer berth_…}, for the API alone. */
@Component
class BearerDoor {

    private static final String SCHEME = "bearer ";
    private static final int TOO_MANY_REQUESTS = 429;

    private final Tokens tokens;
    private final GuessThrottle guesses;
    private final ThrottledAttempts throttled;
    private final RefusalAnswer answer;
    private final AuditLog audit;

    BearerDoor(
            Tokens tokens, GuessThrottle guesses, ThrottledAttempts throttled, RefusalAnswer answer, AuditLog audit) {
        this.tokens = tokens;
        this.guesses = guesses;
        this.throttled = throttled;
        this.answer = answer;
        this.audit = audit;
    }

    /** Whether the request is a service's, by what it shows. */
    static boolean isShown(HttpServletRequest request) {
        return shown(request).stream().anyMatch(header -> isBearer(header));
    }

    /** For the chain alone; as a bean every request would pass it. */
    OncePerRequestFilter filter() {
        return new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                if (mayGoOn(request, response)) {
                    chain.doFilter(request, response);
                }
            }
        };
    }

    private boolean mayGoOn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isForTokens(request)) {
            answer.plain(
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "TOKEN_NOT_HERE",
                    "A token is for addresses under /api/v1, metrics and health; pages are for people who are signed in.");
            return false;
        }
        ClientAddress address = RequestOrigin.addressOf(request);
        Optional<Duration> wait = guesses.wait(address);
        if (wait.isPresent()) {
            long seconds = Math.max(1, wait.get().plusMillis(999).toSeconds());
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            answer.plain(
                    response,
                    TOO_MANY_REQUESTS,
                    "TOO_MANY_GUESSES",
                    "Too many wrong tokens came from this address. Try again in " + seconds + " s.");
            return false;
        }
        return recognised(request, response, address);
    }

    /** Under the API, also what no token may do: that is told once it is known whose token it is. */
    private static boolean isForTokens(HttpServletRequest request) {
        String path = RequestPath.of(request);
        return path.startsWith(RequestPath.API)
                || !TokenRoutes.scopes(HttpMethod.valueOf(request.getMethod()), path)
                        .isEmpty();
    }

    private boolean recognised(HttpServletRequest request, HttpServletResponse response, ClientAddress address)
            throws IOException {
        List<String> headers = shown(request);
        Optional<TokenSecret> secret = headers.size() == 1
                ? TokenSecret.parse(
                        headers.getFirst().substring(SCHEME.length()).strip())
                : Optional.empty();
        Optional<ApiToken> token = secret.flatMap(tokens::recognise);
        if (token.isEmpty()) {
            guesses.failed(address);
            if (throttled.worthWriting(address)) {
                audit.record(AuditEntry.of(
                                new Actor.Nobody("a token"),
                                "api-token.use",
                                "api-token",
                                secret.map(TokenSecret::toString).orElse("unreadable"),
                                Outcome.REFUSED,
                                "No such token exists.")
                        .from(address));
            }
            answer.plain(
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "TOKEN_UNKNOWN",
                    "This token is none of Berth's. Send it whole, once, as 'Authorization: Bearer berth_…'.");
            return false;
        }
        SecurityContextHolder.setContext(new SecurityContextImpl(new TokenAuthentication(token.get())));
        return true;
    }

    private static List<String> shown(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
    }

    private static boolean isBearer(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }
}
