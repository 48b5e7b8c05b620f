package dev.berth.broker.pipeline;

import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /**
     * Where its version lies: the same from first to last, whatever the image is called by then. Versions of Berth before
     * this one called it after the image, and a run that one of them began goes on there.
     */
    static Path folder(Path images, PipelineRunId run) {
        if (Files.isDirectory(images)) {
            try (DirectoryStream<Path> begun = Files.newDirectoryStream(images, "*-" + run)) {
                for (Path folder : begun) {
                    return folder;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the folder of images " + images, e);
            }
        }
        return images.resolve(PREFIX + run);
    }
}
