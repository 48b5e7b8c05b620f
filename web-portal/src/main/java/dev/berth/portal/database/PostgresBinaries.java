package dev.berth.portal.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked once from the jar that brings them. */
record PostgresBinaries(Path home) {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String EXECUTABLE = "rwxr-xr-x";
    private static final String READABLE = "rw-r--r--";
    private static final int EXECUTE_BITS = 0111;

    /** Unpacks beside {@code home} and moves the whole into place, so that a cut-off unpacking is never taken for one. */
    static PostgresBinaries unpackedAt(Path home) throws IOException {
        if (!Files.exists(home)) {
            Path fresh = Files.createTempDirectory(Files.createDirectories(home.getParent()), "unpacking-");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(EXECUTABLE));
            try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
                if (archive == null) {
                    throw new IOException(
                            "Berth's own PostgreSQL is for Linux on x86-64 only; set berth.database.url to another");
                }
                unpack(archive, fresh);
            }
            moveIntoPlace(fresh, home);
        }
        return new PostgresBinaries(home);
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static void moveIntoPlace(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(home)) {
                throw e;
            }
            delete(fresh);
        }
    }

    private static void unpack(InputStream archive, Path into) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("The PostgreSQL archive names a file outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    write(tar, entry, target);
                }
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & EXECUTE_BITS) != 0;
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? EXECUTABLE : READABLE));
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
