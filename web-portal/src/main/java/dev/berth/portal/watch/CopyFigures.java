package dev.berth.portal.watch;

import dev.berth.broker.desktop.Copies;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** How old the copies of snapshots are, for alarms and for the hosts' page. Counted anew once a minute at most. */
@Component
public class CopyFigures {

    private static final Duration COUNTS_FOR = Duration.ofMinutes(1);

    private final Kept<Copies.Summary> summary;

    CopyFigures(Copies copies, Clock clock) {
        this.summary = new Kept<>(COUNTS_FOR, clock, copies::summary);
    }

    public Copies.Summary summary() {
        return summary.get();
    }
}
