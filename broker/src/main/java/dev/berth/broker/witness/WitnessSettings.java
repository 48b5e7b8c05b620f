package dev.berth.broker.witness;

import dev.berth.broker.region.RegionName;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What regions and their witness have in common.
 *
 * @param keyFile the secret that the two regions and the witness share, in a file that only Berth may read. A Berth that has
 *     it is a witness to whoever asks with it
 * @param rootCertificate vouches for the witness, in PEM; null takes what Java trusts
 * @param pairs regions that a witness knows by secrets of their own; whoever is named in one is heard with that one alone
 */
@ConfigurationProperties("berth.witness")
public record WitnessSettings(
        @Nullable Path keyFile,
        @Nullable Path rootCertificate,
        @DefaultValue List<Pair> pairs) {

    /** Two regions with a secret that no other pair has. */
    public record Pair(List<String> regions, Path keyFile) {

        public Pair {
            regions = List.copyOf(regions);
            if (regions.size() != 2) {
                throw new IllegalArgumentException(
                        "berth.witness.pairs.regions is " + regions + "; allowed are the names of two regions.");
            }
            regions.forEach(RegionName::new);
        }
    }

    public WitnessSettings {
        pairs = List.copyOf(pairs);
        Set<String> named = new HashSet<>();
        Set<@Nullable Path> files = new HashSet<>();
        files.add(keyFile);
        for (Pair pair : pairs) {
            for (String region : pair.regions()) {
                if (!named.add(region)) {
                    throw new IllegalArgumentException("berth.witness.pairs names region '" + region
                            + "' twice; a region is in one pair. Give the second pair another witness.");
                }
            }
            if (!files.add(pair.keyFile())) {
                throw new IllegalArgumentException("berth.witness.pairs has the key file " + pair.keyFile()
                        + " twice, or in common with berth.witness.key-file; allowed is one for each pair alone.");
            }
        }
    }
}
