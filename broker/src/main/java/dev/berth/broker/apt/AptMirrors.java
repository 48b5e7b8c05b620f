package dev.berth.broker.apt;

import dev.berth.broker.apt.ReleaseFile.Listed;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.springframework.stereotype.Component;
import org.tukaani.xz.XZInputStream;

/**
 * Which versions mirrors offer. An index is believed where its sum is the one that the Release file names; signatures are
 * not looked at (decision 80). Nothing of it is held but the versions that were asked for.
 */
@Component
public class AptMirrors {

    private static final long LARGEST_RELEASE = 8L * 1024 * 1024;

    /** For unpacking .xz: what the strongest of its presets takes, and a little. */
    private static final int MOST_MEMORY_KIB = 70_000;

    /** All indexes of a guest together may take so many times as long as one file. */
    private static final int FILES = 5;

    private final MirrorLine line;
    private final AptSettings settings;
    private final Clock clock;

    AptMirrors(MirrorLine line, AptSettings settings, Clock clock) {
        this.line = line;
        this.settings = settings;
        this.clock = clock;
    }

    /** The newest version of each of these packages; nothing where none is offered. */
    public Map<String, DebianVersion> newest(List<AptIndex> indexes, Set<String> names) throws IndexRefusedException {
        Map<URI, ReleaseFile> releases = new HashMap<>();
        Map<String, DebianVersion> newest = new HashMap<>();
        Set<String> paths = indexes.stream()
                .map(AptIndex::path)
                .flatMap(path -> Stream.of(path, path + ".gz", path + ".xz"))
                .collect(Collectors.toSet());
        long end =
                System.nanoTime() + settings.answerLimit().multipliedBy(FILES).toNanos();
        for (AptIndex index : indexes) {
            if (System.nanoTime() - end > 0) {
                throw new IndexRefusedException("The mirrors took longer than "
                        + settings.answerLimit().multipliedBy(FILES).toSeconds() + " s (berth.apt.answer-limit).");
            }
            ReleaseFile release = releases.get(index.release());
            if (release == null) {
                release = release(index.release()).of(paths);
                releases.put(index.release(), release);
            }
            if (release.automatic()) {
                read(index, release, names)
                        .forEach((name, version) ->
                                newest.merge(name, version, (one, other) -> one.compareTo(other) >= 0 ? one : other));
            }
        }
        return newest;
    }

    private ReleaseFile release(URI folder) throws IndexRefusedException {
        var text = new ByteArrayOutputStream();
        if (!line.read(folder.resolve("InRelease"), LARGEST_RELEASE, text)
                && !line.read(folder.resolve("Release"), LARGEST_RELEASE, text)) {
            throw new IndexRefusedException(folder + " has no Release file.");
        }
        try {
            ReleaseFile release = ReleaseFile.parse(text.toString(StandardCharsets.UTF_8));
            if (release.validUntil()
                    .filter(until -> until.isBefore(clock.instant()))
                    .isPresent()) {
                throw new IndexRefusedException(
                        "it was valid until " + release.validUntil().get() + ", so the mirror is behind");
            }
            return release;
        } catch (IndexRefusedException e) {
            throw new IndexRefusedException(
                    "The Release file of " + folder + " is not believed: " + e.getMessage() + ".", e);
        }
    }

    private Map<String, DebianVersion> read(AptIndex index, ReleaseFile release, Set<String> names)
            throws IndexRefusedException {
        Optional<Packing> packing = Stream.of(Packing.values())
                .filter(one -> release.files().containsKey(index.path() + one.suffix))
                .findFirst();
        if (packing.isEmpty()) {
            // A component that has nothing for this architecture.
            return Map.of();
        }
        Listed listed = Objects.requireNonNull(release.files().get(index.path() + packing.get().suffix));
        String name = index.release() + index.path();
        if (listed.bytes() > settings.largestIndex().toBytes()) {
            throw new IndexRefusedException(name + " has " + listed.bytes() + " bytes; allowed are "
                    + settings.largestIndex().toBytes() + " (berth.apt.largest-index).");
        }
        try {
            Path file = Files.createTempFile("berth-index-", "");
            try {
                fetch(index.release(), release, listed, file);
                return parse(name, file, packing.get(), names);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IndexRefusedException(name + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private void fetch(URI folder, ReleaseFile release, Listed listed, Path file)
            throws IOException, IndexRefusedException {
        String parent = listed.path().substring(0, listed.path().lastIndexOf('/') + 1);
        URI address = folder.resolve(release.byHash() ? parent + "by-hash/SHA256/" + listed.sha256() : listed.path());
        MessageDigest sum = sha256();
        try (OutputStream into = new DigestOutputStream(Files.newOutputStream(file), sum)) {
            if (!line.read(address, listed.bytes(), into)) {
                throw new IndexRefusedException(address + " is named by its Release file and not there.");
            }
        }
        String is = HexFormat.of().formatHex(sum.digest());
        if (!is.equals(listed.sha256())) {
            throw new IndexRefusedException(address + " has the sum " + is + ", where its Release file names "
                    + listed.sha256() + ". The mirror may have changed meanwhile, or somebody changed it.");
        }
    }

    /** How an index comes, the way that is unpacked fastest first. Mirrors name a plain one also where they have none. */
    private enum Packing {
        GZ(".gz"),
        XZ(".xz"),
        PLAIN("");

        private final String suffix;

        Packing(String suffix) {
            this.suffix = suffix;
        }

        private InputStream unpacked(InputStream raw) throws IOException {
            return switch (this) {
                case GZ -> new GZIPInputStream(raw);
                case XZ -> new XZInputStream(raw, MOST_MEMORY_KIB);
                case PLAIN -> raw;
            };
        }
    }

    private Map<String, DebianVersion> parse(String name, Path file, Packing packing, Set<String> names)
            throws IOException, IndexRefusedException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream content = packing.unpacked(raw)) {
            return new PackagesFile(name, names, settings.largestContent().toBytes()).read(content);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
