package dev.berth.broker.drill;

import dev.berth.broker.desktop.DesktopId;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the region that drills sees at one moment.
 *
 * @param epoch of the alias
 * @param serves whether this region serves it, all of its regions said so, and it is not being handed over
 * @param flows whether rows flow both ways
 * @param associated whether the other region, which is heard, says that it serves the alias too
 * @param asked how long ago the other region was told of the drill; null before that
 * @param silence how long ago the other region was last heard of; null if it never was
 * @param freeMib what its hosts have for desktops
 * @param canaries what is seen of each
 */
record Sight(
        long epoch,
        boolean serves,
        boolean flows,
        boolean associated,
        @Nullable Duration asked,
        @Nullable Duration silence,
        long freeMib,
        Map<DesktopId, Seen> canaries) {

    Sight {
        canaries = Map.copyOf(canaries);
    }

    Seen of(Canary canary) {
        Seen seen = canaries.get(canary.desktop());
        return seen == null ? Seen.GONE : seen;
    }

    /**
     * What is seen of a desktop.
     *
     * @param working whether its person has a live session here
     * @param obstacle a sentence: why one that stands by could not take over now; null when it could
     * @param behind whether something that was done is not there yet
     * @param rpo what would be lost with this region now; null where that is everything
     * @param ledHere whether its person is this region's
     * @param answer null before the other region said anything
     * @param landed whether what was done there is here; true where nothing was
     */
    record Seen(
            boolean working,
            @Nullable String obstacle,
            boolean behind,
            @Nullable Duration rpo,
            boolean ledHere,
            @Nullable Answer answer,
            boolean landed) {

        static final Seen GONE = new Seen(false, "The desktop is not there any more.", false, null, true, null, true);
    }
}
