package dev.berth.broker.desktop;

import java.time.Clock;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Tells the rest of this node what became of a desktop. */
@Component
class DesktopEvents {

    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    DesktopEvents(ApplicationEventPublisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    void changed(Desktop desktop) {
        publisher.publishEvent(new DesktopChanged(
                desktop.id(), desktop.state(), desktop.reason().orElse("")));
    }

    void reached(Desktop desktop, Milestone milestone) {
        publisher.publishEvent(new DesktopProgressed(desktop.id(), milestone, clock.instant()));
    }
}
