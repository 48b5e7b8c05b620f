package dev.berth.portal.door;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * How often an address may be refused where peers' nodes knock. Of who does not know the secret nothing more is read once it
 * was too often. Whose request's head shows the secret is let in all the same: strangers who come by the same address as a
 * peer, as through a balancer, do not shut it out.
 */
@Component
public class PeerLimit {

    private static final int MOST_REFUSED = 60;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Buckets refused = new Buckets(MOST_REFUSED, WINDOW);

    /** What is tried, and may fail as reading does. */
    public interface Attempt<T> {
        ResponseEntity<T> answer() throws IOException;
    }

    /**
     * Tries it, unless the address was refused too often.
     *
     * @param known whether the request's head shows the secret
     */
    public <T> ResponseEntity<T> within(HttpServletRequest request, boolean known, Attempt<T> attempt)
            throws IOException {
        var bucket = refused.of(RequestOrigin.addressOf(request).toString());
        if (!known && bucket.getAvailableTokens() == 0) {
            return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                    .header("Retry-After", Long.toString(WINDOW.toSeconds()))
                    .build();
        }
        ResponseEntity<T> answer = attempt.answer();
        if (answer.getStatusCode().isSameCodeAs(HttpStatus.UNAUTHORIZED)) {
            bucket.tryConsume(1);
        }
        return answer;
    }
}
