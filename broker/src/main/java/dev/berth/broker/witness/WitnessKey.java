package dev.berth.broker.witness;

import dev.berth.broker.region.RegionName;
import dev.berth.broker.standby.PeerKey;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * The secrets under which regions and their witness speak; with them nobody brings points. A name that a pair has is good
 * with that pair's secret alone, and what one pair was granted is no other's to ask about.
 */
@Component
class WitnessKey {

    /** What a witness is called in sums, whatever region it is. */
    static final RegionName NAME = new RegionName("witness");

    private final PeerKey key;
    private final List<Pair> pairs;

    private record Pair(Set<String> regions, PeerKey key) {}

    WitnessKey(WitnessSettings settings) {
        this.key = new PeerKey(settings.keyFile(), "berth.witness.key-file");
        this.pairs = settings.pairs().stream()
                .map(pair -> new Pair(
                        Set.copyOf(pair.regions()), new PeerKey(pair.keyFile(), "berth.witness.pairs.key-file")))
                .toList();
    }

    /** With which this region asks. */
    PeerKey key() {
        return key;
    }

    /** With which a region of that name is heard. */
    PeerKey of(RegionName asker) {
        return pairs.stream()
                .filter(pair -> pair.regions().contains(asker.value()))
                .map(Pair::key)
                .findFirst()
                .orElse(key);
    }

    /** Whether what the one was granted may be the other's business. */
    boolean areTogether(RegionName one, RegionName other) {
        return of(one).equals(of(other));
    }
}
