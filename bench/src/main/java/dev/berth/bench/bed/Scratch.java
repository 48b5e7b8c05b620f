package dev.berth.bench.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for one run, and nothing left of it afterwards. */
public record Scratch(Path folder) implements AutoCloseable {

    public static Scratch make(String prefix) {
        try {
            return new Scratch(Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the run. Is the disk full?", e);
        }
    }

    @Override
    public void close() {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            System.err.println("Folder " + folder + " could not be deleted: " + e + ". Delete it by hand.");
        }
    }
}
