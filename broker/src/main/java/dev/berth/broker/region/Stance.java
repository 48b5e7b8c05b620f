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
     */
    record StandsBy(String alias, RegionName active, Optional<URI> portal, long epoch, boolean person)
            implements Stance {

        /** For people. */
        public String sentence() {
            return (person ? "You are served by region " : alias + " is served by region ") + active
                    + portal.map(address -> " at " + address).orElse("") + " at present, not by this one. Go on there.";
        }
    }
}
