package dev.berth.portal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;

/** A data folder for portals that live as long as the tests do. */
public final class DataFolder {

    private DataFolder() {}

    /** It is deleted when the JVM ends and every portal is closed. */
    public static Path make() {
        try {
            Path folder = Files.createTempDirectory("berth-portal-test-");
            SpringApplication.getShutdownHandlers().add(() -> delete(folder));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a data folder for tests", e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the tests' data folder " + folder, e);
        }
    }
}
