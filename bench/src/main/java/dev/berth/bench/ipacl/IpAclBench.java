package dev.berth.bench.ipacl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Times matching an address against 10,000 rules, beside a linear scan and the IPAddress library's trie. */
public final class IpAclBench {

    private static final Path JSON = Path.of("target", "bench", "ip-acl.json");
    private static final String PEER = "trieLongestPrefixMatch";
    private static final double TARGET_RATIO = 10;
    /** JMH's own loop allocates a few bytes per iteration, which it spreads over the operations. */
    private static final double NO_ALLOCATION_BYTES = 0.01;

    /** One contestant's mean time and allocation per lookup. */
    private record Figure(double nanoseconds, double bytes) {}

    private IpAclBench() {}

    /** Prints a table and the ratios, and writes them to {@code target/bench/ip-acl.json}. */
    public static void run() {
        System.out.println("Matching addresses against rules; this takes about two minutes.");
        Map<String, Map<String, Figure>> families = measure();
        families.forEach(IpAclBench::print);
        write(families);
        System.out.println("Written to " + JSON.toAbsolutePath());
    }

    private static Map<String, Map<String, Figure>> measure() {
        try {
            return figures(new Runner(new OptionsBuilder()
                            .include("^" + RuleLookup.class.getName().replace(".", "\\.") + "\\.")
                            .addProfiler(GCProfiler.class)
                            .forks(2)
                            .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                            .warmupIterations(3)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(4)
                            .measurementTime(TimeValue.seconds(1))
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run());
        } catch (RunnerException failed) {
            throw new IllegalStateException(
                    "Cannot run the ip-acl benchmark: " + failed.getMessage()
                            + ". Run it from the built classes, whose META-INF/BenchmarkList the compiler writes.",
                    failed);
        }
    }

    private static Map<String, Map<String, Figure>> figures(Collection<RunResult> results) {
        Map<String, Map<String, Figure>> families = new LinkedHashMap<>();
        for (RunResult result : results) {
            String contestant = result.getPrimaryResult().getLabel();
            double bytes = result.getSecondaryResults().entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
                    .mapToDouble(entry -> entry.getValue().getScore())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("JMH's gc profiler gave no allocation of " + contestant
                            + "; run on a HotSpot JDK, which counts it."));
            families.computeIfAbsent(result.getParams().getParam("family"), family -> new LinkedHashMap<>())
                    .put(contestant, new Figure(result.getPrimaryResult().getScore(), bytes));
        }
        return families;
    }

    private static void print(String family, Map<String, Figure> contestants) {
        System.out.printf(
                Locale.ROOT, "%n%s, %,d rules, per lookup of the most specific rule:%n", family, RuleLookup.RULES);
        contestants.forEach((name, figure) -> System.out.printf(
                Locale.ROOT,
                "  %-24s %12.1f ns %8.2f B allocated %10.1f x berth%n",
                name,
                figure.nanoseconds(),
                figure.bytes(),
                ratio(contestants, name)));
        System.out.printf(
                Locale.ROOT,
                "  at least %.0f x the trie: %s; no allocation: %s%n",
                TARGET_RATIO,
                isFastEnough(contestants) ? "yes" : "NO",
                allocatesNothing(contestants) ? "yes" : "NO");
    }

    private static double ratio(Map<String, Figure> contestants, String name) {
        return figure(contestants, name).nanoseconds()
                / figure(contestants, "berth").nanoseconds();
    }

    private static Figure figure(Map<String, Figure> contestants, String name) {
        Figure figure = contestants.get(name);
        if (figure == null) {
            throw new IllegalStateException("JMH gave no result of " + name + ", only of " + contestants.keySet());
        }
        return figure;
    }

    private static boolean isFastEnough(Map<String, Figure> contestants) {
        return ratio(contestants, PEER) >= TARGET_RATIO;
    }

    private static boolean allocatesNothing(Map<String, Figure> contestants) {
        return figure(contestants, "berth").bytes() < NO_ALLOCATION_BYTES;
    }

    private static void write(Map<String, Map<String, Figure>> families) {
        String json = families.entrySet().stream()
                .map(family -> familyJson(family.getKey(), family.getValue()))
                .collect(
                        Collectors.joining(",\n", "{\"rules\": " + RuleLookup.RULES + ", \"families\": [\n", "\n]}\n"));
        try {
            Files.createDirectories(JSON.getParent());
            Files.writeString(JSON, json);
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "Cannot write " + JSON.toAbsolutePath() + ". Make the folder writable and run again.", failed);
        }
    }

    private static String familyJson(String family, Map<String, Figure> contestants) {
        List<String> lines = contestants.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "    {\"name\": \"%s\", \"nanoseconds\": %.2f, \"bytes\": %.4f, \"ratioToBerth\": %.2f}",
                        entry.getKey(),
                        entry.getValue().nanoseconds(),
                        entry.getValue().bytes(),
                        ratio(contestants, entry.getKey())))
                .toList();
        return String.format(
                Locale.ROOT,
                "  {\"family\": \"%s\", \"trieRatio\": %.2f, \"target\": %.0f, \"met\": %b, \"allocatesNothing\": %b,"
                        + " \"contestants\": [\n%s\n  ]}",
                family,
                ratio(contestants, PEER),
                TARGET_RATIO,
                isFastEnough(contestants),
                allocatesNothing(contestants),
                String.join(",\n", lines));
    }
}
