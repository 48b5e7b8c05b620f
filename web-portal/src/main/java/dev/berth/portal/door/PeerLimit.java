package dev.berth.portal.door;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * How often an address may be refused where peers' nodes knock. Who knows the secret is never refused, and so never counted;
 * of who does not, nothing more is read once it was too often.
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

    /** Tries it, unless the address was refused too often. */
    public <T> ResponseEntity<T> within(HttpServletRequest request, Attempt<T> attempt) throws IOException {
        var bucket = refused.of(RequestOrigin.addressOf(request).toString());
        if (bucket.getAvailableTokens() == 0) {
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
