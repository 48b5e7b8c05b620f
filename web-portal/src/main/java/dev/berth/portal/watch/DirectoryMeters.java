package dev.berth.portal.watch;

import dev.berth.broker.directory.ActiveDirectory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Whether the directory's controllers answer this node. */
@Component
class DirectoryMeters implements MeterBinder {

    private final ActiveDirectory directory;

    DirectoryMeters(ActiveDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "berth.directory.controllers",
                        directory,
                        known -> known.reach().answering())
                .description("Domain controllers, by whether they answer this node")
                .tag("answers", "yes")
                .register(registry);
        Gauge.builder(
                        "berth.directory.controllers",
                        directory,
                        known -> known.reach().controllers() - known.reach().answering())
                .description("Domain controllers, by whether they answer this node")
                .tag("answers", "no")
                .register(registry);
    }
}
