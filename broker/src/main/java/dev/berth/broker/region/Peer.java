package dev.berth.broker.region;

import java.time.Instant;
import java.util.Optional;

/**
 * Another region whose rows are copied here.
 *
 * @param failure a sentence for admins, when the last try to pair or to part failed
 */
public record Peer(
        RegionName name,
        PeerConnection connection,
        State state,
        Optional<String> failure,
        long revision,
        Instant createdAt) {

    /** PAIRING → PAIRED → LEAVING → gone. */
    public enum State {
        /** The subscription is to be made. */
        PAIRING,
        /** It is there. */
        PAIRED,
        /** It is to go, and then what was copied. */
        LEAVING
    }
}
