package dev.berth.gateway;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.recording.Extent;
import dev.berth.broker.recording.RecordingId;
import dev.berth.broker.recording.RecordingSettings;
import dev.berth.broker.recording.Recordings;
import dev.berth.gateway.record.Recorder;
import dev.berth.gateway.record.RecordingFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Begins the recording of a tunnel where policy wants one. */
@Component
class Tapes {

    private static final Logger LOG = LoggerFactory.getLogger(Tapes.class);

    private final Recordings recordings;
    private final RecordingSettings settings;

    Tapes(Recordings recordings, RecordingSettings settings) {
        this.recordings = recordings;
        this.settings = settings;
    }

    /** @param end closes the tunnel when it must not go on without its recording */
    Tape of(SessionId session, Consumer<TunnelEnd> end) {
        Optional<Recordings.Order> order;
        try {
            order = recordings.begin(session);
        } catch (RuntimeException failure) {
            LOG.error("Session {}: its recording could not be begun; it is not connected.", session, failure);
            return Tape.REFUSED;
        }
        return order.map(wanted -> begin(wanted, end)).orElse(Tape.NONE);
    }

    private Tape begin(Recordings.Order order, Consumer<TunnelEnd> end) {
        try {
            RecordingFile file = RecordingFile.create(settings.file(order.id()), settings.recordingFreeRoom());
            Recorder recorder = Recorder.begin(file, order.id(), order.key(), listener(order, end));
            return new Tape(recorder::take, recorder::close, false);
        } catch (IOException failure) {
            String flaw = "Its file could not be made: " + failure.getMessage();
            LOG.error(
                    "Session {}: recording {} failed. {}. {}",
                    order.session(),
                    order.id(),
                    flaw,
                    order.required() ? "The session is not connected." : "The session goes on without.",
                    failure);
            aside(order.id(), () -> recordings.ended(order.id(), Extent.NOTHING, flaw));
            return order.required() ? Tape.REFUSED : Tape.NONE;
        } finally {
            Arrays.fill(order.key(), (byte) 0);
        }
    }

    private Recorder.Listener listener(Recordings.Order order, Consumer<TunnelEnd> end) {
        return new Recorder.Listener() {
            @Override
            public void reached(Extent extent) {
                aside(order.id(), () -> recordings.progress(order.id(), extent));
            }

            @Override
            public void ended(Extent extent, @Nullable String flaw) {
                aside(order.id(), () -> recordings.ended(order.id(), extent, flaw));
            }

            @Override
            public void broke(String flaw) {
                LOG.error("Session {}: recording {} broke. {}", order.session(), order.id(), flaw);
                if (order.required()) {
                    Thread.ofVirtual()
                            .name("unrecorded-" + order.session())
                            .start(() -> end.accept(TunnelEnd.RECORDING_FAILED));
                }
            }
        };
    }

    /** On a thread of its own: neither the picture nor the disk waits for the database. */
    private static void aside(RecordingId id, Runnable report) {
        Thread.ofVirtual().name("recording-report-" + id).start(() -> {
            try {
                report.run();
            } catch (RuntimeException failure) {
                LOG.warn("Recording {}: how far it came could not be written down; its file has it.", id, failure);
            }
        });
    }
}
