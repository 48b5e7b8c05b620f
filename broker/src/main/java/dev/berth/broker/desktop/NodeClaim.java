package dev.berth.broker.desktop;

import java.util.UUID;
import org.springframework.stereotype.Component;

/** What this run of this node signs its claims with. */
@Component
final class NodeClaim {

    private final UUID value = UUID.randomUUID();

    UUID value() {
        return value;
    }
}
