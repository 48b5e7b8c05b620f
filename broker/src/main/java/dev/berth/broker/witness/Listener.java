package dev.berth.broker.witness;

import dev.berth.broker.region.RegionName;
import java.net.URI;

/** Who is asked for a lease. */
sealed interface Listener {

    /** The other region of the alias, at its portal. */
    record Peer(RegionName name) implements Listener {}

    /** The third place. */
    record Witness(URI address) implements Listener {}

    /** As rows call it. */
    default String kind() {
        return switch (this) {
            case Peer _ -> "PEER";
            case Witness _ -> "WITNESS";
        };
    }
}
