package dev.berth.broker.pipeline;

import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a run's things are called; every name is known before its thing exists, and no desktop's is like it. */
final class RunNames {

    static final String PREFIX = "pipeline-";

    private RunNames() {}

    /** The machine that is built in. */
    static MachineId build(PipelineRunId run) {
        return new MachineId(run.value());
    }

    /** The machine that is tried. */
    static MachineId trial(PipelineRun run) {
        return new MachineId(run.trial());
    }

    /** @param part {@code root}, {@code user}, {@code kernel}, {@code initrd}, {@code trial-root} or {@code trial-user} */
    static VolumeName volume(PipelineRunId run, String part) {
        return new VolumeName(PREFIX + run + "-" + part);
    }

    static String hostname(PipelineRunId run, String kind) {
        return kind + "-" + run.toString().substring(0, 8);
    }

    /** Where its version lies. Once it is there it is found by the run, whatever the image is called by then. */
    static Path folder(Path images, String image, PipelineRunId run) {
        if (Files.isDirectory(images)) {
            try (DirectoryStream<Path> begun = Files.newDirectoryStream(images, "*-" + run)) {
                for (Path folder : begun) {
                    return folder;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the folder of images " + images, e);
            }
        }
        String plain =
                image.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return images.resolve((plain.isEmpty() ? "image" : plain) + "-" + run);
    }
}
