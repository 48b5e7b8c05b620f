package dev.berth.portal.door;

import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * How many requests a caller of the API has left. Each answer says it; a caller who has none is told when to come again.
 * Counted per person or token, and per address while nobody is signed in.
 */
@Component
class RateLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int TOO_MANY_REQUESTS = 429;

    private final int most;
    private final RefusalAnswer answer;
    private final Buckets buckets;

    RateLimit(ApiSettings settings, RefusalAnswer answer) {
        this.most = settings.requestsPerMinute();
        this.answer = answer;
        this.buckets = new Buckets(most, WINDOW);
    }

    /** For the chains alone; as a bean every request would pass it before anybody is known. */
    OncePerRequestFilter filter() {
        return new OncePerRequestFilter() {
            @Override
            protected boolean shouldNotFilter(HttpServletRequest request) {
                return !RequestPath.of(request).startsWith(RequestPath.API);
            }

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
        ConsumptionProbe probe = buckets.of(caller(request)).tryConsumeAndReturnRemaining(1);
        response.setHeader("RateLimit-Policy", most + ";w=" + WINDOW.toSeconds());
        response.setHeader("RateLimit-Limit", Integer.toString(most));
        response.setHeader("RateLimit-Remaining", Long.toString(probe.getRemainingTokens()));
        response.setHeader("RateLimit-Reset", Long.toString(seconds(probe.getNanosToWaitForReset())));
        if (probe.isConsumed()) {
            return true;
        }
        long wait = Math.max(1, seconds(probe.getNanosToWaitForRefill()));
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait));
        answer.plain(
                response,
                TOO_MANY_REQUESTS,
                "TOO_MANY_REQUESTS",
                "More than " + most + " requests in a minute came from this caller. Try again in " + wait + " s.");
        return false;
    }

    private static String caller(HttpServletRequest request) {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who == null || who instanceof AnonymousAuthenticationToken
                ? RequestOrigin.addressOf(request).toString()
                : who.getName();
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }
}
