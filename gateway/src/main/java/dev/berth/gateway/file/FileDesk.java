package dev.berth.gateway.file;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.file.GuestHome;
import dev.berth.broker.file.GuestPrints;
import dev.berth.broker.file.HomePath;
import dev.berth.broker.file.Uploads;
import dev.berth.broker.file.Uploads.Upload;
import dev.berth.broker.session.ChannelBook;
import dev.berth.broker.session.ChannelLog;
import dev.berth.broker.session.ChannelRules;
import dev.berth.broker.session.FileRule;
import dev.berth.broker.session.SessionState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes files in and gives them out, for sessions whose person has been asked for. A file is never held as a whole: what
 * comes is looked at piece by piece, and nothing of a piece that does not pass goes on.
 */
@Component
public class FileDesk {

    static final String IN = "file in";
    static final String OUT = "file out";
    static final String PRINT = "print out";

    /** As much as a print may have that comes through guacd. */
    private static final long LARGEST_PRINT_MIB = 256;

    private final GuestHome home;
    private final GuestPrints prints;
    private final Uploads uploads;
    private final ChannelBook channels;
    private final ChannelLog log;

    FileDesk(GuestHome home, GuestPrints prints, Uploads uploads, ChannelBook channels, ChannelLog log) {
        this.home = home;
        this.prints = prints;
        this.uploads = uploads;
        this.channels = channels;
        this.log = log;
    }

    /**
     * How far a file has come.
     *
     * @param receivedBytes where its sender goes on
     * @param partBytes the most that is taken at once
     * @param finishedAs the name that it got; null until it is whole
     */
    public record Progress(
            UUID id,
            long receivedBytes,
            int partBytes,
            @Nullable String finishedAs) {}

    public ChannelRules rules(FileVisit visit) {
        return channels.of(visit.id());
    }

    /** What is in a folder, for whoever may take something out or put something in. */
    public List<GuestHome.Entry> list(FileVisit visit, HomePath folder) {
        ChannelRules rules = rules(visit);
        if (!rules.upload().allowed() && !rules.download().allowed()) {
            throw new FileRefusedException("Files do not pass in this session.");
        }
        return home.list(open(visit), folder);
    }

    /** Says before the first byte whether a file of that name and size is taken. */
    public Progress begin(FileVisit visit, HomePath folder, String name, long bytes) {
        HomePath.requireName("name", name);
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + "; allowed are 0 and more.");
        }
        open(visit);
        gate(visit, rules(visit).upload(), IN, name, bytes);
        Upload upload = uploads.begin(visit.id(), folder, name, bytes);
        // Before its first byte: the person has what arrived, under a hidden name, whether it is ever finished or not.
        log.passed(
                visit.id(),
                visit.from(),
                IN,
                Map.of("name", name, "bytes", Long.toString(bytes), "part", upload.part()));
        return progress(upload, null);
    }

    public Progress progress(FileVisit visit, UUID id) {
        return progress(upload(visit, id), null);
    }

    /**
     * Takes the next piece; with the last one the file gets its name.
     *
     * @param offset where the sender thinks that it goes on; where that is wrong nothing is written, and the answer says
     *     where it does
     */
    public Progress take(FileVisit visit, UUID id, long offset, byte[] piece) {
        Upload upload = upload(visit, id);
        long rest = Math.max(0, upload.bytes() - offset);
        if (offset < 0 || piece.length != Math.min(GuestHome.PART_BYTES, rest)) {
            throw new IllegalArgumentException("The piece has %d bytes at %d; allowed are %d, or what is left of %d."
                    .formatted(piece.length, offset, GuestHome.PART_BYTES, upload.bytes()));
        }
        FileGate gate = gate(visit, rules(visit).upload(), IN, upload.name(), upload.bytes());
        try {
            gate.require(offset, piece);
        } catch (FileRefusedException refused) {
            FileRefusedException told = refused(visit, IN, refused);
            try {
                cancel(visit, id);
            } catch (ChangeRefusedException left) {
                // Its part stays hidden for a day; that it does not pass is what counts.
                told.addSuppressed(left);
            }
            throw told;
        }
        long received = home.append(open(visit), upload.folder(), upload.part(), offset, piece);
        uploads.received(id, received);
        Upload now = new Upload(id, upload.folder(), upload.name(), upload.bytes(), received);
        return received == upload.bytes() && offset + piece.length == received
                ? finish(visit, now)
                : progress(now, null);
    }

    /** Takes away what has come so far. */
    public void cancel(FileVisit visit, UUID id) {
        Optional<Upload> upload = uploads.find(visit.id(), id);
        if (upload.isPresent() && uploads.forget(id)) {
            home.discard(open(visit), upload.get().folder(), upload.get().part());
        }
    }

    /** Opens a file for taking it out: its first piece has passed by then. */
    public Download open(FileVisit visit, HomePath file) {
        return opened(visit, file, OUT, rules(visit).download());
    }

    /** What was printed lately, for whoever may see it. */
    public List<GuestPrints.Print> prints(FileVisit visit) {
        if (!rules(visit).printing()) {
            throw new FileRefusedException("Prints do not pass in this session.");
        }
        return prints.lately(open(visit));
    }

    /** Opens what was printed: a PDF, or nothing. */
    public Download openPrint(FileVisit visit, String name) {
        var rule = new FileRule(rules(visit).printing(), List.of("pdf"), LARGEST_PRINT_MIB);
        return opened(visit, GuestPrints.file(name), PRINT, rule);
    }

    private Download opened(FileVisit visit, HomePath file, String channel, FileRule rule) {
        gate(visit, rule, channel, file.name(), 0);
        GuestHome.Part first = home.read(open(visit), file, 0);
        FileGate gate = gate(visit, rule, channel, file.name(), first.fileBytes());
        var download = new Download(home, log, visit, file, channel, gate, first);
        try {
            gate.require(0, first.bytes());
        } catch (FileRefusedException refused) {
            throw refused(visit, channel, refused);
        }
        return download;
    }

    private Progress finish(FileVisit visit, Upload upload) {
        if (!uploads.forget(upload.id())) {
            throw new NotFoundException("upload", upload.id());
        }
        String name = home.finish(open(visit), upload.folder(), upload.part(), upload.name());
        log.passed(visit.id(), visit.from(), IN, Map.of("name", name, "bytes", Long.toString(upload.bytes())));
        return progress(upload, name);
    }

    private FileGate gate(FileVisit visit, FileRule rule, String channel, String name, long bytes) {
        try {
            return new FileGate(rule, name, bytes);
        } catch (FileRefusedException refused) {
            throw refused(visit, channel, refused);
        }
    }

    private FileRefusedException refused(FileVisit visit, String channel, FileRefusedException refused) {
        log.blocked(visit.id(), visit.from(), channel, String.valueOf(refused.getMessage()));
        return refused;
    }

    private Upload upload(FileVisit visit, UUID id) {
        return uploads.find(visit.id(), id).orElseThrow(() -> new NotFoundException("upload", id));
    }

    private static DesktopId open(FileVisit visit) {
        if (visit.session().state() == SessionState.OPENING || visit.session().state() == SessionState.ENDED) {
            throw new ChangeRefusedException("The session is not connected, so there are no files to be had.");
        }
        return visit.desktop();
    }

    private static Progress progress(Upload upload, @Nullable String finishedAs) {
        return new Progress(upload.id(), upload.received(), GuestHome.PART_BYTES, finishedAs);
    }
}
