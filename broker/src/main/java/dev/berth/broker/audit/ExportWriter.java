package dev.berth.broker.audit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Writes the log as lines of JSON. */
final class ExportWriter {

    static final String FORMAT = "berth-audit-1";

    private final Writer to;
    private final ChainHash hash;
    private final Instant at;
    private final UUID export = UUID.randomUUID();
    private ChainHead head = ChainHead.NONE;
    private long unsealed;

    ExportWriter(OutputStream to, ChainHash hash, Instant at) {
        this.to = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        this.hash = hash;
        this.at = ChainHash.kept(at);
    }

    void begin() {
        ObjectNode line = ExportLine.JSON.createObjectNode();
        line.put("format", FORMAT);
        line.put("export", export.toString());
        line.put("exportedAt", at.toString());
        write(ExportLine.JSON.writeValueAsString(line));
    }

    void sealed(ChainLink link) {
        EntryColumns entry = link.entry();
        write(entry == null ? ExportLine.gone(link) : ExportLine.of(link, entry));
        head = new ChainHead(link.position(), link.hash(), link.sealedAt());
    }

    void unsealed(EntryColumns entry) {
        write(ExportLine.unsealed(entry));
        unsealed++;
    }

    /** The last line: without it, or with another one, something is missing. */
    ChainHead end() {
        ObjectNode line = ExportLine.JSON.createObjectNode();
        line.put("end", export.toString());
        line.put("position", head.position());
        line.put("hash", head.hash());
        line.put("sealedAt", head.sealedAt().toString());
        line.put("unsealed", unsealed);
        line.put("proof", hash.ofExport(export, at, head, unsealed));
        write(ExportLine.JSON.writeValueAsString(line));
        try {
            to.flush();
        } catch (IOException e) {
            throw notTaken(e);
        }
        return head;
    }

    private void write(String line) {
        try {
            to.write(line);
            to.write('\n');
        } catch (IOException e) {
            throw notTaken(e);
        }
    }

    private static UncheckedIOException notTaken(IOException cause) {
        return new UncheckedIOException(
                "The export of the audit log was not taken to its end; ask for it again", cause);
    }
}
