package dev.berth.bench.mainjob;

import dev.berth.bench.raw.Guacd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run of the main job's bench takes.
 *
 * @param rounds that count; one more warms up
 * @param jar the one jar of Berth
 * @param imageDir the golden image's folder
 * @param jvmFlags that Berth is started with
 */
public record Options(int rounds, Path jar, Path imageDir, Guacd guacd, String libvirt, List<String> jvmFlags) {

    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 50;

    public Options {
        if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException(
                    "rounds is " + rounds + "; allowed are " + LEAST_ROUNDS + " to " + MOST_ROUNDS + ".");
        }
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("jar is '" + jar + "', and there is no such file; build it first.");
        }
        if (!Files.isRegularFile(imageDir.resolve("image.json"))) {
            throw new IllegalArgumentException(
                    "image is '" + imageDir + "', and there is no image.json; build it first: ./berth image");
        }
        jvmFlags = List.copyOf(jvmFlags);
    }
}
