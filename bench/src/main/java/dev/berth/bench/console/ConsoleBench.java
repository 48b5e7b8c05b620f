package dev.berth.bench.console;

import dev.berth.bench.bed.BerthProcess;
import dev.berth.bench.bed.PortalClient;
import dev.berth.bench.bed.Scratch;
import dev.berth.bench.raw.Waiting;
import dev.berth.bench.report.Machine;
import dev.berth.bench.report.Report;
import dev.berth.bench.report.Samples;
import dev.berth.bench.report.Target;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long the console's pages and their API take over a database of tens of thousands of desktops and a million sessions. */
public final class ConsoleBench {

    private static final Path JSON = Path.of("target", "bench", "console.json");
    private static final double MOST_MILLIS = 100;
    private static final double PERCENTILE = 95;
    private static final int WARM_UP = 8;
    private static final int ROUNDS_WITH_PAUSE = 10;

    private final ConsoleOptions options;
    private final Samples samples = new Samples();
    private final Map<String, Integer> bytes = new LinkedHashMap<>();

    private ConsoleBench(ConsoleOptions options) {
        this.options = options;
    }

    /** Returns whether each page kept within its time. */
    public static boolean run(ConsoleOptions options) {
        Path kept = options.data();
        if (kept != null) {
            return new ConsoleBench(options).run(kept);
        }
        try (Scratch scratch = Scratch.make("berth-bench-console-")) {
            return new ConsoleBench(options).run(scratch.folder());
        }
    }

    private boolean run(Path data) {
        Map<String, String> machine = Machine.facts();
        List<String> notes = new ArrayList<>();
        try (PortalOnly portal = PortalOnly.start(options.jar(), data)) {
            BerthProcess berth = portal.berth();
            Duration filling = SeededDatabase.fill(data, options.desktops(), options.sessions());
            notes.add(String.format(
                    Locale.ROOT,
                    "%d desktops and %d sessions, %s",
                    options.desktops(),
                    options.sessions(),
                    filling.isZero() ? "filled by an earlier run" : "filled in " + filling.toSeconds() + " s"));
            try (PortalClient admin = new PortalClient(berth.address())) {
                signIn(admin, berth);
                new Places(admin).visits().forEach(visit -> measure(admin, visit));
            }
        }
        Report report = new Report(machine, samples, targets(), notes);
        report.print(System.out);
        printPercentiles();
        report.write(JSON);
        System.out.println("Written to " + JSON.toAbsolutePath());
        return report.targets().stream().allMatch(Target::met);
    }

    private static void signIn(PortalClient admin, BerthProcess berth) {
        HttpResponse<String> answer = admin.signIn("adam", berth.accounts().getProperty("adam", ""));
        if (answer.statusCode() != 302) {
            throw new IllegalStateException("The admin cannot sign in; Berth answered " + answer.statusCode() + ".");
        }
    }

    private void measure(PortalClient admin, Visit visit) {
        boolean pauses = !visit.pause().isZero();
        int rounds = pauses ? Math.min(ROUNDS_WITH_PAUSE, options.rounds()) : options.rounds();
        for (int round = pauses ? 0 : -WARM_UP; round < rounds; round++) {
            Waiting.pause(visit.pause());
            long started = System.nanoTime();
            HttpResponse<String> answer = admin.get(visit.path());
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("%s answered %d: %s"
                        .formatted(
                                visit.path(),
                                answer.statusCode(),
                                answer.body().lines().findFirst().orElse("")));
            }
            if (round >= 0) {
                samples.add(visit.name(), took);
                bytes.put(visit.name(), answer.body().getBytes(StandardCharsets.UTF_8).length);
            }
        }
    }

    private List<Target> targets() {
        return samples.all().entrySet().stream()
                .map(entry -> Target.atMost(
                        entry.getKey(),
                        entry.getValue().percentile(PERCENTILE),
                        MOST_MILLIS,
                        "ms",
                        "95th percentile; " + bytes.getOrDefault(entry.getKey(), 0) / 1024 + " KiB"))
                .toList();
    }

    private void printPercentiles() {
        System.out.printf(Locale.ROOT, "%n%-44s %8s %8s %8s %8s%n", "milliseconds", "p50", "p95", "p99", "KiB");
        samples.all()
                .forEach((name, of) -> System.out.printf(
                        Locale.ROOT,
                        "%-44s %8.1f %8.1f %8.1f %8.1f%n",
                        name,
                        of.percentile(50),
                        of.percentile(PERCENTILE),
                        of.percentile(99),
                        bytes.getOrDefault(name, 0) / 1024.0));
    }
}
