package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.ImageVersion;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings a disk that was built on a host into a folder that can be published. The folder is there whole or not at all: it
 * is filled under another name first.
 */
final class ImageExport {

    private static final int PIPE_BYTES = 1024 * 1024;
    private static final String PART = ".part-";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder;

    ImageExport(Path folder) {
        this.folder = folder;
    }

    /** @param base whose kernel, and whose user volume, the new version has */
    void make(Hypervisor from, VolumeName root, ImageVersion base, Manifest manifest, Instant now) {
        if (Files.isDirectory(folder)) {
            return;
        }
        dropParts();
        Path part = folder.resolveSibling(folder.getFileName() + PART + UUID.randomUUID());
        try {
            Files.createDirectories(part);
            try (var to = Files.newOutputStream(part.resolve("root.qcow2"))) {
                download(from, root, to);
            }
            Files.copy(base.userFile(), part.resolve("user.qcow2"));
            if (base.directKernel()) {
                Files.copy(base.kernelFile(), part.resolve("kernel"));
                Files.copy(base.initrdFile(), part.resolve("initrd"));
            }
            Files.writeString(part.resolve("image.json"), description(base, manifest, now));
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Folder " + folder + " cannot be made: " + e.getMessage()
                            + ". Is there room, and may Berth write there? See berth.pipeline.image-dir.",
                    e);
        }
    }

    /** What was made of a run that published nothing goes, with all that a killed node left. */
    void drop() {
        dropParts();
        delete(folder);
    }

    void dropParts() {
        Path parent = folder.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(parent, folder.getFileName() + PART + "*")) {
            parts.forEach(ImageExport::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("Folder " + parent + " cannot be searched for what is left over.", e);
        }
    }

    private static void delete(Path path) {
        try {
            FileSystemUtils.deleteRecursively(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Folder " + path + " cannot be deleted; it is tried again.", e);
        }
    }

    private String description(ImageVersion base, Manifest manifest, Instant now) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", String.valueOf(folder.getFileName()));
        description.put("commandLine", base.commandLine());
        description.put("builtAt", now.toString());
        description.put(
                "packages",
                manifest.packages().entrySet().stream()
                        .map(one -> Map.of("name", one.getKey(), "version", one.getValue()))
                        .toList());
        return JSON.writeValueAsString(description);
    }

    private static void download(Hypervisor from, VolumeName volume, OutputStream to) throws IOException {
        try (var in = new PipedInputStream(PIPE_BYTES)) {
            var out = new PipedOutputStream(in);
            var sending = CompletableFuture.runAsync(
                    () -> send(from, volume, out), Thread.ofVirtual().name("export-" + volume)::start);
            @Nullable IOException failure = null;
            try {
                write(volume, new VolumeStream.Reader(in), to);
            } catch (IOException e) {
                failure = e;
            } finally {
                in.close();
            }
            finish(sending, failure);
        }
    }

    private static void write(VolumeName volume, VolumeStream.Reader reader, OutputStream to) throws IOException {
        if (reader.backing().isPresent()) {
            throw new HypervisorException("Volume '" + volume + "' stands on '"
                    + reader.backing().get() + "', so it is no whole disk. Start another run.");
        }
        for (Optional<byte[]> frame = reader.frame(); frame.isPresent(); frame = reader.frame()) {
            to.write(frame.get());
        }
    }

    private static void send(Hypervisor from, VolumeName volume, PipedOutputStream out) {
        try (out) {
            from.download(volume, out);
        } catch (IOException e) {
            throw new HypervisorException("Volume '" + volume + "' could not be handed on. Try again.", e);
        }
    }

    /** Where the host was lost, the writer saw a stream that was cut off: the sender says why. Else the first says it. */
    private static void finish(CompletableFuture<Void> sending, @Nullable IOException writing) throws IOException {
        try {
            sending.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof RuntimeException failure
                    && (writing == null || cause instanceof HostUnreachableException)) {
                throw failure;
            }
        }
        if (writing != null) {
            throw writing;
        }
    }
}
