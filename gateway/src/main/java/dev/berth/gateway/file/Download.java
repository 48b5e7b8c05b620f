package dev.berth.gateway.file;

import dev.berth.broker.file.GuestHome;
import dev.berth.broker.file.HomePath;
import dev.berth.broker.session.ChannelLog;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** One file on its way out of a guest. */
public final class Download {

    private final GuestHome home;
    private final ChannelLog log;
    private final FileVisit visit;
    private final HomePath file;
    private final String channel;
    private final FileGate gate;
    private final GuestHome.Part first;

    Download(
            GuestHome home,
            ChannelLog log,
            FileVisit visit,
            HomePath file,
            String channel,
            FileGate gate,
            GuestHome.Part first) {
        this.home = home;
        this.log = log;
        this.visit = visit;
        this.file = file;
        this.channel = channel;
        this.gate = gate;
        this.first = first;
    }

    public String name() {
        return file.name();
    }

    public long bytes() {
        return first.fileBytes();
    }

    /**
     * Writes all of it, or breaks off: then fewer bytes come than were said, which every browser takes for a failure.
     *
     * @param allowed asked before each piece
     */
    public void writeTo(OutputStream out, BooleanSupplier allowed) throws IOException {
        long offset = 0;
        byte[] piece = first.bytes();
        try {
            while (true) {
                offset += piece.length;
                out.write(piece);
                if (offset >= bytes()) {
                    break;
                }
                if (!allowed.getAsBoolean()) {
                    throw new IOException("The person may not use session " + visit.id() + " any longer.");
                }
                piece = next(offset);
            }
        } finally {
            // Of one that was broken off as well: whoever has all but the last piece has the file.
            log.passed(
                    visit.id(),
                    visit.from(),
                    channel,
                    Map.of("name", name(), "bytes", Long.toString(bytes()), "sent", Long.toString(offset)));
        }
    }

    private byte[] next(long offset) throws IOException {
        GuestHome.Part part = home.read(visit.desktop(), file, offset);
        boolean same = part.version().equals(first.version()) && part.fileBytes() == bytes();
        if (!same || part.bytes().length == 0) {
            throw new IOException("'" + name() + "' was changed while it was read.");
        }
        try {
            gate.require(offset, part.bytes());
        } catch (FileRefusedException refused) {
            log.blocked(visit.id(), visit.from(), channel, String.valueOf(refused.getMessage()));
            throw new IOException("What follows of '" + name() + "' does not pass.", refused);
        }
        return part.bytes();
    }
}
