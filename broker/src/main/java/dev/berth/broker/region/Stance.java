package dev.berth.broker.region;

import java.net.URI;
import java.util.Optional;

/** What a region does with sessions of a person. */
public sealed interface Stance {

    /** It takes them. */
    record Serves() implements Stance {}

    /**
     * Another region does.
     *
     * @param person whether this is for the one person alone, and not for everybody who comes by the alias
     * @param portal where the other is reached; empty if it has not said so
     * @param lapsed whether this region would serve and may not: its lease is over, and the other one may take over
     */
    record StandsBy(String alias, RegionName active, Optional<URI> portal, long epoch, boolean person, boolean lapsed)
            implements Stance {

        /** By what the regions claim. */
        public StandsBy(String alias, RegionName active, Optional<URI> portal, long epoch, boolean person) {
            this(alias, active, portal, epoch, person, false);
        }

        /** For people. */
        public String sentence() {
            if (lapsed) {
                return "This region reaches neither its witness nor region " + active + ", and takes no sessions of "
                        + alias + " meanwhile. It may be served"
                        + portal.map(address -> " at " + address).orElse(" there") + ".";
            }
            return (person ? "You are served by region " : alias + " is served by region ") + active
                    + portal.map(address -> " at " + address).orElse("") + " at present, not by this one. Go on there.";
        }
    }
}
