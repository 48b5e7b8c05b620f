package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.ClientOrigin;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

/** Strangers who come by the same address as a peer. */
class PeerLimitTest {

    private final PeerLimit limit = new PeerLimit();
    private final AtomicInteger tried = new AtomicInteger();

    @Test
    void strangersAreStoppedAndThePeerBehindTheSameAddressIsNot() throws IOException {
        // One is let in again each second, so a slow machine needs more than sixty.
        Object last = HttpStatus.UNAUTHORIZED;
        int before = 0;
        for (int knock = 0; knock < 1_000 && last != HttpStatus.TOO_MANY_REQUESTS; knock++) {
            before = tried.get();
            last = knock(false, HttpStatus.UNAUTHORIZED);
        }
        assertThat(last).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
        assertThat(tried).as("nothing more is read of them").hasValue(before);
        assertThat(knock(true, HttpStatus.OK)).isEqualTo(HttpStatus.OK);
    }

    private Object knock(boolean known, HttpStatus status) throws IOException {
        var request = new MockHttpServletRequest();
        request.setAttribute(
                RequestOrigin.ATTRIBUTE, new ClientOrigin.Known(ClientAddress.ofPeer("192.0.2.1"), "the balancer"));
        return limit.within(request, known, () -> {
                    tried.incrementAndGet();
                    return ResponseEntity.status(status).build();
                })
                .getStatusCode();
    }
}
