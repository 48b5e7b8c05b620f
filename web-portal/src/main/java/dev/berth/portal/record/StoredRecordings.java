package dev.berth.portal.record;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.recording.Recording;
import dev.berth.broker.recording.RecordingId;
import dev.berth.broker.recording.RecordingSettings;
import dev.berth.broker.recording.Recordings;
import dev.berth.gateway.record.RecordingReader;
import dev.berth.gateway.record.RecordingReader.Ending;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads recordings' files, and says whether they are as they were written. */
@Component
class StoredRecordings {

    private final Recordings recordings;
    private final RecordingSettings settings;
    private final AuditLog audit;

    StoredRecordings(Recordings recordings, RecordingSettings settings, AuditLog audit) {
        this.recordings = recordings;
        this.settings = settings;
        this.audit = audit;
    }

    /** What a look at the whole file found. */
    enum Finding {
        WHOLE,
        /** It ends before its session did, as its row says. */
        INCOMPLETE,
        /** It is being written. */
        RUNNING,
        /** It had more once than it has now. */
        SHORTENED,
        /** It holds something that its recorder did not write there. */
        CHANGED
    }

    /** @param chunks how many are as they were written */
    record Check(Finding finding, long chunks) {}

    /** Reads all of it. What was done to it is written to the audit log. */
    Check check(RecordingId id) {
        Recording recording = recordings.require(id);
        try (RecordingReader reader = open(id)) {
            Optional<byte[]> chunk = reader.next();
            while (chunk.isPresent()) {
                chunk = reader.next();
            }
            Finding finding = finding(recording, reader.ending().orElseThrow(), reader.chunks());
            if (finding == Finding.CHANGED || finding == Finding.SHORTENED) {
                audit.record(AuditEntry.of(
                        new Actor.Berth(),
                        "recording.check",
                        "recording",
                        id,
                        Outcome.FAILED,
                        "Its file is not as it was written: " + finding + " after chunk " + reader.chunks() + "."));
            }
            return new Check(finding, reader.chunks());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read recording " + id + " in " + settings.file(id), e);
        }
    }

    /**
     * Writes out the instructions, as far as they are as they were written.
     *
     * @param allowed throws before a chunk that the person may not have any more
     */
    void stream(RecordingId id, OutputStream to, Runnable allowed) throws IOException {
        try (RecordingReader reader = open(id)) {
            Optional<byte[]> chunk = reader.next();
            while (chunk.isPresent()) {
                allowed.run();
                to.write(chunk.get());
                chunk = reader.next();
            }
        }
    }

    private RecordingReader open(RecordingId id) throws IOException {
        Path file = settings.file(id);
        try {
            return RecordingReader.open(file, id, recordings.key(id));
        } catch (NoSuchFileException e) {
            throw new ChangeRefusedException(
                    "The file of recording " + id + " is not in " + settings.folder()
                            + " of this node. Share berth.recording-dir among the nodes that record and that play.",
                    e);
        }
    }

    private static Finding finding(Recording recording, Ending ending, long chunks) {
        return switch (ending) {
            case COMPLETE -> Finding.WHOLE;
            case CHANGED -> Finding.CHANGED;
            case CUT_OFF ->
                switch (recording.state()) {
                    case RUNNING -> Finding.RUNNING;
                    case COMPLETE -> Finding.SHORTENED;
                    case INCOMPLETE, DELETED -> chunks < recording.chunks() ? Finding.SHORTENED : Finding.INCOMPLETE;
                };
        };
    }
}
