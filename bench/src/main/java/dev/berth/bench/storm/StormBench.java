package dev.berth.bench.storm;

import dev.berth.bench.report.Machine;
import dev.berth.bench.report.Report;
import dev.berth.bench.report.Samples;
import dev.berth.bench.report.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * How many desktops a second two nodes give a host, each committed to disk in one PostgreSQL before it counts: as fast as
 * they can, then at half of what is promised for how long each takes, then with one of the two killed in the middle.
 */
public final class StormBench {

    private static final Path JSON = Path.of("target", "bench", "storm.json");
    private static final int HOSTS = 20;
    private static final int NODES = 2;
    private static final int WARM_UP = 2_000;
    private static final int FLAT_OUT = 8_000;
    private static final int STEADY = 5_000;
    private static final int KILLED = 4_000;
    private static final double PROMISED_PER_SECOND = 1_000;
    private static final double PROMISED_P99_MILLIS = 20;
    private static final double AT_ONCE = 1e6;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final double MICROS = 1_000_000;
    private static final double MICROS_PER_MILLI = 1_000;

    private final StormRegion region;
    private final Path folder;
    private final List<Node> nodes = new ArrayList<>();
    private final List<UUID> people;
    private int next;

    private StormBench(StormRegion region, Path folder) {
        this.region = region;
        this.folder = folder;
        people = region.people();
    }

    /** A node's process. */
    private record Node(Process process, PrintStream orders, BufferedReader answers) {}

    /** When a desktop was clicked and when it was placed, in microseconds of one clock. */
    private record Assignment(long clicked, long placed) {}

    /** Returns whether each target was met. */
    public static boolean run() {
        Map<String, String> machine = Machine.facts();
        List<Target> targets = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (StormRegion region = StormRegion.begin(HOSTS, WARM_UP + FLAT_OUT + STEADY + KILLED)) {
            var bench = new StormBench(region, Files.createTempDirectory("berth-storm-"));
            try {
                bench.measure(targets, notes);
            } finally {
                bench.nodes.forEach(node -> node.process().destroyForcibly());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The storm was broken off", e);
        }
        var report = new Report(machine, new Samples(), targets, notes);
        report.print(System.out);
        report.write(JSON);
        System.out.println("Written to " + JSON.toAbsolutePath());
        return targets.stream().allMatch(Target::met);
    }

    private void measure(List<Target> targets, List<String> notes) throws IOException {
        for (int i = 0; i < NODES; i++) {
            nodes.add(begin(i));
        }
        for (Node node : nodes) {
            await(node, "ready");
        }
        storm(WARM_UP, PROMISED_PER_SECOND / 4);
        List<Assignment> flatOut = storm(FLAT_OUT, AT_ONCE);
        double seconds = (last(flatOut) - first(flatOut)) / MICROS;
        targets.add(Target.atLeast(
                "durable assignments",
                flatOut.size() / seconds,
                PROMISED_PER_SECOND,
                "/s",
                FLAT_OUT + " people at once, " + NODES + " nodes, first click to last placement"));
        List<Assignment> steady = storm(STEADY, PROMISED_PER_SECOND / 2);
        targets.add(Target.atMost(
                "99th percentile at half that load",
                percentile(steady, 0.99),
                PROMISED_P99_MILLIS,
                "ms",
                STEADY + " people, " + (int) (PROMISED_PER_SECOND / 2) + " a second, click to placement; median "
                        + Math.round(percentile(steady, 0.5) * 10) / 10.0 + " ms"));
        notes.add(withoutOne());
        List<String> contradictions = region.contradictions();
        targets.add(Target.atMost("contradictions at the end", contradictions.size(), 0, "", "of the rows"));
        notes.addAll(contradictions);
    }

    /** One node is killed while both are at work; the other ends what it had begun. */
    private String withoutOne() throws IOException {
        long before = region.placed();
        long began = System.nanoTime();
        order(nodes.getFirst(), people.subList(next, next + KILLED / 2), PROMISED_PER_SECOND / 4);
        order(nodes.getLast(), people.subList(next + KILLED / 2, next + KILLED), PROMISED_PER_SECOND / 4);
        next += KILLED;
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        nodes.getFirst().process().destroyForcibly();
        await(nodes.getLast(), "done");
        long opened = region.opened();
        while (region.placed() < region.opened()) {
            if (System.nanoTime() - began > LIMIT.toNanos()) {
                throw new IllegalStateException("Of " + opened + " desktops " + region.placed() + " have a host "
                        + LIMIT.toSeconds() + " s after one node was killed.");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return "one of " + NODES + " nodes was killed with -9 under " + (int) (PROMISED_PER_SECOND / 2)
                + " a second: every one of the " + (region.placed() - before)
                + " desktops that were opened had a host "
                + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms after the first click";
    }

    private List<Assignment> storm(int count, double rate) throws IOException {
        int each = count / NODES;
        long expected = region.placed() + count;
        for (Node node : nodes) {
            order(node, people.subList(next, next + each), rate / NODES);
            next += each;
        }
        for (Node node : nodes) {
            await(node, "done");
        }
        long until = System.nanoTime() + LIMIT.toNanos();
        while (region.placed() < expected) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("After " + LIMIT.toSeconds() + " s " + region.placed() + " of "
                        + expected + " desktops have a host.");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        List<Assignment> all = assignments();
        return all.subList(all.size() - count, all.size());
    }

    /** By the time of the click. */
    private List<Assignment> assignments() throws IOException {
        Map<String, Long> clicked = new HashMap<>();
        Map<String, Long> placed = new HashMap<>();
        for (int i = 0; i < NODES; i++) {
            for (String line : Files.readAllLines(folder.resolve("node-" + i))) {
                String[] words = line.split(" ");
                if (words.length == 3) {
                    (words[0].equals("opened") ? clicked : placed).put(words[1], Long.parseLong(words[2]));
                }
            }
        }
        return clicked.entrySet().stream()
                .filter(entry -> placed.containsKey(entry.getKey()))
                .map(entry -> new Assignment(entry.getValue(), placed.getOrDefault(entry.getKey(), 0L)))
                .sorted(Comparator.comparingLong(Assignment::clicked))
                .toList();
    }

    private Node begin(int number) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StormNode.class.getName(),
                        region.url(),
                        folder.toString(),
                        Integer.toString(number),
                        region.bundle().toString(),
                        Integer.toString(HOSTS))
                .redirectError(folder.resolve("node-" + number + ".log").toFile())
                .start();
        return new Node(
                process,
                new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                process.inputReader(StandardCharsets.UTF_8));
    }

    private static void order(Node node, List<UUID> people, double rate) {
        node.orders().println(rate + " " + people.stream().map(UUID::toString).collect(Collectors.joining(" ")));
    }

    private void await(Node node, String word) throws IOException {
        for (String line = node.answers().readLine();
                line != null;
                line = node.answers().readLine()) {
            if (line.equals(word)) {
                return;
            }
        }
        try {
            node.process().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("A node of the storm ended by itself; its log is in " + folder + ".");
    }

    private static long first(List<Assignment> all) {
        return all.stream().mapToLong(Assignment::clicked).min().orElseThrow();
    }

    private static long last(List<Assignment> all) {
        return all.stream().mapToLong(Assignment::placed).max().orElseThrow();
    }

    private static double percentile(List<Assignment> all, double share) {
        List<Long> took = all.stream()
                .map(each -> each.placed() - each.clicked())
                .sorted()
                .toList();
        return took.get((int) Math.min(took.size() - 1L, Math.round(share * took.size()))) / MICROS_PER_MILLI;
    }
}
