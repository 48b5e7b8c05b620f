package dev.berth.portal.api;

import dev.berth.broker.standby.PeerTalk;
import dev.berth.broker.standby.PointDoor;
import dev.berth.portal.door.PeerLimit;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Where the nodes of a peer bring points of user volumes. Who they are, the door tells by the secret that both share. */
@RestController
class PeerPointsApi {

    private final PointDoor door;
    private final PeerLimit limit;

    PeerPointsApi(PointDoor door, PeerLimit limit) {
        this.door = door;
        this.limit = limit;
    }

    @PostMapping({"/peer/points", "/peer/points/{arrival}", "/peer/points/{arrival}/end"})
    ResponseEntity<PeerTalk.Answer> take(
            HttpServletRequest request,
            @RequestHeader(name = "Berth-Region", defaultValue = "") String from,
            @RequestHeader(name = "Berth-Sum", defaultValue = "") String sum,
            @RequestHeader(name = "Berth-Knock", defaultValue = "") String knock)
            throws IOException {
        @Nullable String query = request.getQueryString();
        String target = request.getRequestURI() + (query == null ? "" : "?" + query);
        return limit.within(request, door.isKnown(from, target, knock), () -> {
            byte[] body = request.getInputStream().readNBytes(PeerTalk.MOST_BYTES + 1);
            return door.answer(new PointDoor.Asked(from, target, sum, body))
                    .map(ResponseEntity::ok)
                    .orElseGet(
                            () -> ResponseEntity.status(HttpStatus.UNAUTHORIZED).build());
        });
    }
}
