package dev.berth.broker.drill;

import dev.berth.broker.region.RegionName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a drill would mean now; nothing is changed.
 *
 * @param alias that this region serves; null where it serves none
 * @param peer where people would be led; null where there is none
 * @param obstacles sentences; it cannot begin while there is one
 * @param people whom it would lead, each once whatever they have
 * @param desktops of whom it would lead
 * @param freeMib what hosts there have for desktops
 * @param neededMib of that
 * @param usual how long the latest one that passed took; null while none did
 */
public record DrillPreview(
        @Nullable String alias,
        @Nullable RegionName peer,
        List<String> obstacles,
        long people,
        List<Line> desktops,
        long freeMib,
        long neededMib,
        @Nullable Duration usual) {

    /**
     * @param missing why it would be left out, or waited for; null when it could go now
     * @param working whether that is since its person works
     * @param rpo what would be lost with this region now; null where that is everything
     */
    public record Line(
            String person,
            String hostname,
            String bundle,
            @Nullable String missing,
            boolean working,
            @Nullable Duration rpo) {}

    public DrillPreview {
        obstacles = List.copyOf(obstacles);
        desktops = List.copyOf(desktops);
    }

    public long able() {
        return desktops.stream().filter(line -> line.missing() == null).count();
    }

    public boolean roomEnough() {
        return freeMib >= neededMib;
    }
}
