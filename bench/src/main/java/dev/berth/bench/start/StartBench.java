package dev.berth.bench.start;

import dev.berth.bench.bed.BerthProcess;
import dev.berth.bench.bed.UnpackedJar;
import dev.berth.bench.mainjob.Bed;
import dev.berth.bench.mainjob.Options;
import dev.berth.bench.raw.Virsh;
import dev.berth.bench.raw.Waiting;
import dev.berth.bench.report.Samples;
import dev.berth.bench.report.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Starts the same jar with and without a warm AOT cache, in turns, and looks at its memory when nobody uses it. */
public final class StartBench {

    private static final String UNPACKED = "start, unpacked";
    private static final String CACHED = "start, unpacked with AOT cache";
    private static final double START_RATIO = 0.5;
    private static final double MOST_MIB = 400;
    private static final double KIB_PER_MIB = 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(3);

    private final Bed bed;
    private final Options options;
    private final Samples samples;

    /** What is told next to the samples. */
    public record Findings(List<Target> targets, List<String> notes) {}

    /** One way to start. */
    private record Way(String name, Path jar, List<String> jvmFlags) {}

    public StartBench(Bed bed, Options options, Samples samples) {
        this.bed = bed;
        this.options = options;
        this.samples = samples;
    }

    public Findings run() {
        Path unpacked = UnpackedJar.of(options.jar());
        Path cache = train(unpacked);
        List<Way> ways = List.of(
                new Way(UNPACKED, unpacked, List.of()), new Way(CACHED, unpacked, List.of("-XX:AOTCache=" + cache)));
        for (int round = 0; round <= options.rounds(); round++) {
            for (int turn = 0; turn < ways.size(); turn++) {
                Way way = ways.get((round + turn) % ways.size());
                Duration took = bed.start(way.jar(), way.jvmFlags(), List.of()).startTime();
                if (round > 0) {
                    samples.add(way.name(), took);
                }
            }
        }
        return findings(ways.getLast());
    }

    private Findings findings(Way cached) {
        BerthProcess berth = bed.start(cached.jar(), cached.jvmFlags(), List.of());
        Waiting.pause(IDLE);
        double ownMib = berth.residentKib() / KIB_PER_MIB;
        double databaseMib = berth.databaseKib() / KIB_PER_MIB;
        bed.stop();
        double with = samples.median(CACHED);
        return new Findings(
                List.of(
                        Target.atMost(
                                "start with AOT cache / without",
                                with / samples.median(UNPACKED),
                                START_RATIO,
                                "",
                                "of the unpacked jar"),
                        Target.atMost(
                                "resident when idle",
                                ownMib,
                                MOST_MIB,
                                "MiB",
                                IDLE.toSeconds() + " s after the start")),
                List.of(String.format(
                        Locale.ROOT,
                        "the embedded database holds %.0f MiB more, in processes of its own",
                        databaseMib)));
    }

    /** One start that ends as soon as everything is wired, after which the JVM keeps what it loaded. */
    private Path train(Path jar) {
        Path cache = bed.data().resolve("berth.aot");
        List<String> command = new ArrayList<>(List.of(java(), "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options.jvmFlags());
        command.addAll(
                List.of("-XX:AOTCacheOutput=" + cache, "-Dspring.context.exit=onRefresh", "-jar", jar.toString()));
        command.add("--berth.data-dir=" + bed.data());
        command.add("--server.port=0");
        command.addAll(bed.settings());
        run(command, TRAINING_LIMIT);
        try {
            if (Files.size(cache) == 0) {
                throw new IllegalStateException("The JVM wrote an empty AOT cache " + cache + ".");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The JVM wrote no AOT cache " + cache, e);
        }
        return cache;
    }

    private static void run(List<String> command, Duration limit) {
        Virsh.Answer answer = Virsh.execute(command, limit);
        if (!answer.ok()) {
            throw new IllegalStateException("'" + String.join(" ", command) + "' ended with " + answer.exitCode() + ": "
                    + answer.output().strip());
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
