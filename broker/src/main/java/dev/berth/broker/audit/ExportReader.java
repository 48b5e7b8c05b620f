package dev.berth.broker.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads what {@link ExportWriter} wrote, or what somebody made of it. */
final class ExportReader {

    private final ChainHash hash;
    private final ChainCheck check;
    private @Nullable UUID export;
    private Instant exportedAt = Instant.EPOCH;
    private long unsealed;
    private boolean ended;

    ExportReader(ChainHash hash, List<KnownHead> known) {
        this.hash = hash;
        this.check = new ChainCheck(hash, known);
    }

    Verdict read(InputStream from, Instant now) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            try {
                take(number, ExportLine.JSON.readTree(line));
            } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
                fault(number, "it cannot be read (" + firstLine(e) + ").");
            }
        }
        if (!ended) {
            fault(number + 1, "the line that ends every export is missing: it was cut off.");
        }
        return check.verdict(now, new JdbcChain.Waiting(unsealed, Optional.empty()));
    }

    private void take(long number, JsonNode line) {
        if (ended) {
            fault(number, "it stands after the line that ends the export.");
        } else if (number == 1) {
            begin(line);
        } else if (line.has("end")) {
            end(number, line);
        } else if (line.required("position").isNull()) {
            unsealed++;
        } else {
            place(number, ExportLine.link(line));
        }
    }

    private void begin(JsonNode line) {
        if (!ExportWriter.FORMAT.equals(line.path("format").asString(""))) {
            fault(1, "an export of the audit log begins with the format " + ExportWriter.FORMAT + ".");
            return;
        }
        export = UUID.fromString(line.required("export").asString());
        exportedAt = Instant.parse(line.required("exportedAt").asString());
    }

    private void place(long number, ChainLink link) {
        if (link.position() <= check.end().position()) {
            fault(
                    number,
                    "position " + link.position() + " stands after position "
                            + check.end().position() + ": the lines are in another order, or one is there twice.");
        } else {
            check.next(link);
        }
    }

    private void end(long number, JsonNode line) {
        ended = true;
        ChainHead head = new ChainHead(
                line.required("position").asLong(),
                line.required("hash").asString(),
                Instant.parse(line.required("sealedAt").asString()));
        long told = line.required("unsealed").asLong();
        if (export == null
                || !hash.ofExport(export, exportedAt, head, told)
                        .equals(line.required("proof").asString())) {
            fault(number, "the export's end was not written by Berth, or with another region key.");
        } else if (head.position() != check.end().position()
                || !head.hash().equals(check.end().hash())) {
            fault(
                    number,
                    "the export was written up to position " + head.position() + " and reaches position "
                            + check.end().position()
                            + " with another hash or length: something of it was taken out or put in.");
        } else if (told != unsealed) {
            fault(number, "the export was written with " + told + " unsealed entries and has " + unsealed + ".");
        }
    }

    private void fault(long line, String why) {
        check.found(new ChainFault.Unreadable(line, why));
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
