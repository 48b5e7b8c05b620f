package dev.berth.broker.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The chain's end as this node saw it last, in a file: what the database's owner cannot take back. */
@Component
final class HeadFile {

    private final Path file;

    HeadFile(AuditSettings settings) {
        this.file = settings.headFile().toAbsolutePath();
    }

    Path path() {
        return file;
    }

    Optional<ChainHead> read() {
        try {
            return Files.exists(file) ? Optional.of(ChainHead.parse(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read " + file + ", which holds the end of the audit chain; see to it that Berth may", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The file " + file + " should hold the end of the audit chain and does not. Keep it for whoever"
                            + " looks into it, and move it away: Berth then begins a new one.",
                    e);
        }
    }

    /** Whole or not at all. */
    void write(ChainHead head) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(
                    fresh,
                    (head.text() + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write the end of the audit chain to " + file + "; see to it that Berth may, and that the"
                            + " disk is not full",
                    e);
        }
    }
}
