package dev.berth.broker.region;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How regions watch each other.
 *
 * @param lateAfter how old what arrived last from a peer may be before the link counts as late; regions tell of
 *     themselves every 5 s
 */
@ConfigurationProperties("berth.regions")
public record PeerSettings(@DefaultValue("30s") Duration lateAfter) {

    private static final Duration LEAST = Duration.ofSeconds(15);

    public PeerSettings {
        if (lateAfter.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "berth.regions.late-after is " + lateAfter + "; allowed is 15s or more.");
        }
    }
}
