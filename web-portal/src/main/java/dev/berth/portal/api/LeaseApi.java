package dev.berth.portal.api;

import dev.berth.broker.witness.LeaseDoor;
import dev.berth.broker.witness.LeaseTalk;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where nodes of peers ask for leases, and regions for a witness's. Who they are, the door tells by the secret that they share.
 * Nobody is refused for knocking often: a sum over a few KiB costs less than that strangers who come by the same address as
 * a region, as through a balancer, could end its lease.
 */
@RestController
class LeaseApi {

    private final LeaseDoor door;

    LeaseApi(LeaseDoor door) {
        this.door = door;
    }

    @PostMapping({"/peer/lease", "/witness/lease"})
    ResponseEntity<byte[]> ask(
            HttpServletRequest request,
            @RequestHeader(name = "Berth-Region", defaultValue = "") String from,
            @RequestHeader(name = "Berth-Sum", defaultValue = "") String sum)
            throws IOException {
        byte[] body = request.getInputStream().readNBytes(LeaseTalk.MOST_BYTES + 1);
        return door.answer(new LeaseDoor.Asked(from, request.getRequestURI(), sum, body))
                .map(answered -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Berth-Sum", answered.sum())
                        .body(answered.body()))
                .orElseGet(() -> ResponseEntity.status(HttpStatus.UNAUTHORIZED).build());
    }
}
