package dev.berth.broker.metering;

import dev.berth.broker.desktop.DesktopId;
import java.util.List;

/** What is recorded of one desktop; each list by begin. */
record History(DesktopId desktop, List<Usage> kept, List<Usage> runs, List<Visit> visits) {

    History {
        kept = List.copyOf(kept);
        runs = List.copyOf(runs);
        visits = List.copyOf(visits);
    }
}
