package dev.berth.broker.standby;

import dev.berth.broker.region.RegionKeySettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Files of what is arriving. Their names are this region's own; how long one is says how far it got. */
@Component
class Spool {

    private static final String ENDING = ".part";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final StandbySettings settings;

    Spool(StandbySettings settings, RegionKeySettings data) {
        this.settings = settings;
        Path told = settings.spoolDir();
        this.folder = told != null ? told : data.dataDir().resolve("standby");
    }

    long length(UUID arrival) {
        try {
            Path file = file(arrival);
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw failed(arrival, e);
        }
    }

    boolean hasRoomFor(int bytes) {
        try {
            return Files.getFileStore(Files.createDirectories(folder)).getUsableSpace() - bytes
                    > settings.freeRoom().toBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at berth.standby.spool-dir " + folder, e);
        }
    }

    /** Adds bytes at its end, all or none of which are counted from then on. */
    void append(UUID arrival, long offset, byte[] bytes) {
        try (FileChannel channel = FileChannel.open(
                file(arrival), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            try {
                for (long at = offset; left.hasRemaining(); ) {
                    at += channel.write(left, at);
                }
            } catch (IOException e) {
                channel.truncate(offset);
                throw e;
            }
        } catch (IOException e) {
            throw failed(arrival, e);
        }
    }

    String sum(UUID arrival) {
        MessageDigest digest = PeerKey.digest();
        try (InputStream in = Files.newInputStream(file(arrival))) {
            var buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw failed(arrival, e);
        }
    }

    InputStream open(UUID arrival) {
        try {
            return new BufferedInputStream(Files.newInputStream(file(arrival)));
        } catch (IOException e) {
            throw failed(arrival, e);
        }
    }

    void delete(UUID arrival) {
        try {
            Files.deleteIfExists(file(arrival));
        } catch (IOException e) {
            throw failed(arrival, e);
        }
    }

    /** What a crash left of arrivals that are over. */
    void keepOnly(Collection<UUID> arrivals) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                boolean known = arrivals.stream().anyMatch(id -> name.equals(id + ENDING));
                if (!known) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tidy berth.standby.spool-dir " + folder, e);
        }
    }

    private Path file(UUID arrival) throws IOException {
        return Files.createDirectories(folder).resolve(arrival + ENDING);
    }

    private static UncheckedIOException failed(UUID arrival, IOException cause) {
        return new UncheckedIOException(
                "Cannot read or write arrival " + arrival + " in berth.standby.spool-dir", cause);
    }
}
