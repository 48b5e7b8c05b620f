package dev.berth.broker.witness;

import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.PeerKey;
import org.springframework.stereotype.Component;

/** The secret under which regions and their witness speak; with it nobody brings points. */
@Component
class WitnessKey {

    /** What a witness is called in sums, whatever region it is. */
    static final RegionName NAME = new RegionName("witness");

    private final PeerKey key;

    WitnessKey(WitnessSettings settings) {
        this.key = new PeerKey(settings.keyFile(), "berth.witness.key-file");
    }

    PeerKey key() {
        return key;
    }
}
