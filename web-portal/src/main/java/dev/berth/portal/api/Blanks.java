package dev.berth.portal.api;

import dev.berth.broker.audit.Listening;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.MediaType;

/**
 * Blanks in front of an answer in JSON, where they mean nothing: whoever went away does not take them, and a proxy sees
 * that something goes on. An answer that comes soon has none.
 */
final class Blanks implements Listening {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final HttpServletResponse response;
    private final Clock clock;
    private Instant next;

    Blanks(HttpServletResponse response, Clock clock) {
        this.response = response;
        this.clock = clock;
        this.next = clock.instant().plus(EVERY);
    }

    @Override
    public void stillThere() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        try {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(' ');
            response.flushBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException("Whoever asked for the verification is gone; ask for it again", e);
        }
    }
}
