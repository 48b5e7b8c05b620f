package dev.berth.bench.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;

/**
 * The jar that the build made, as {@code ./berth up} lays it out: the application and its libraries as jars of their own.
 * Nobody runs the jar with jars inside: while its classes are loaded under the one lock of the nested jar, virtual threads
 * are pinned, and on two cores they can wait for each other for ever.
 */
public final class UnpackedJar {

    private static final int LIMIT_SECONDS = 120;
    private static final String NESTED = "BOOT-INF/";

    private UnpackedJar() {}

    /** The jar to run; unpacked once for each build, beside it. */
    public static Path of(Path jar) {
        Path built = jar.toAbsolutePath();
        try {
            if (!isNested(built)) {
                return built;
            }
            Path folder = built.resolveSibling("unpacked-" + Files.size(built) + "-"
                    + Files.getLastModifiedTime(built).toMillis());
            if (!Files.isDirectory(folder)) {
                unpack(built, folder);
            }
            return folder.resolve(built.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + built + ". Build it with ./berth first.", e);
        }
    }

    static boolean isNested(Path jar) throws IOException {
        try (var content = new JarFile(jar.toFile())) {
            return content.getEntry(NESTED) != null;
        }
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        Path fresh = Files.createTempDirectory(folder.getParent(), "unpacking-");
        Path log = fresh.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        fresh.resolve("app").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("jarmode=tools did not extract " + jar + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + jar + " was extracted", e);
        }
        try {
            Files.move(fresh.resolve("app"), folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
            if (!Files.isDirectory(folder)) {
                throw another;
            }
        }
    }
}
