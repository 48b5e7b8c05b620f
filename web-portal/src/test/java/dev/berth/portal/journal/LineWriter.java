package dev.berth.portal.journal;

import dev.berth.broker.trace.Work;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** A process of its own that logs as Berth does, without being Berth: a configuration of logging is one process's. */
final class LineWriter {

    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);

    private LineWriter() {}

    /** @param args the session and the desktop that it works for, then settings */
    public static void main(String[] args) throws InterruptedException {
        new SpringApplicationBuilder(LineWriter.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of("spring.main.lazy-initialization", "true"))
                .run(args)
                .close();
        UUID session = UUID.fromString(args[0]);
        UUID desktop = UUID.fromString(args[1]);
        Thread worker = Thread.ofVirtual().start(() -> {
            try (var _ = Work.forDesktop(desktop)) {
                LOG.info("of the desktop");
                try (var _ = Work.forSession(session)) {
                    LOG.warn("of both\nforged", new IllegalStateException("guest said\nforged"));
                }
                LOG.info("of the desktop again");
            }
            LOG.info("of nobody");
        });
        worker.join();
        LOG.info("beside it");
    }
}
