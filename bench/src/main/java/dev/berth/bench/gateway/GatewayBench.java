package dev.berth.bench.gateway;

import dev.berth.bench.bed.Scratch;
import dev.berth.bench.gateway.Measurements.Latency;
import dev.berth.bench.gateway.Recording.Kind;
import dev.berth.bench.mainjob.Options;
import dev.berth.bench.report.Machine;
import dev.berth.bench.report.Report;
import dev.berth.bench.report.Samples;
import dev.berth.bench.report.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Berth's gateway beside others, all on one recorded session: work for each second of processor time, delay, memory. */
public final class GatewayBench {

    private static final Path JSON = Path.of("target", "bench", "gateway.json");
    private static final Path RECORDING = Path.of("target", "bench", "gateway-session.guac");
    private static final List<Contender> GATEWAYS =
            List.of(Contender.BERTH, Contender.STOCK, Contender.LITE, Contender.RELAY);

    private static final double OPERATIONS_TO_STOCK = 7;
    private static final double BLOBS_TO_STOCK = 5;
    private static final double BLOBS_TO_RELAY = 0.5;
    private static final double DELAY_TO_RELAY = 1.25;
    private static final double IDLE_KIB = 64;
    private static final double NANOS_PER_MICRO = 1_000;

    private final Samples samples = new Samples("figures");
    private final Measurements measurements;
    private final GuacdStandIn guacd;
    private final Scratch scratch;
    private final Map<Contender, GatewayProcess> gateways = new EnumMap<>(Contender.class);

    private GatewayBench(Measurements measurements, GuacdStandIn guacd, Scratch scratch) {
        this.measurements = measurements;
        this.guacd = guacd;
        this.scratch = scratch;
    }

    /**
     * Returns whether each target was met.
     *
     * @param live where a session is recorded, asked for only if none is at hand
     */
    public static boolean run(GatewayOptions options, Supplier<Options> live) {
        Map<String, String> machine = Machine.facts();
        Contender.install();
        Recording recording = Recording.of(session(options, live));
        try (Scratch scratch = Scratch.make("berth-gateways-");
                GuacdStandIn guacd = GuacdStandIn.open(recording)) {
            GatewayBench bench = new GatewayBench(new Measurements(guacd, recording, scratch), guacd, scratch);
            List<Target> targets = bench.measure(options.rounds());
            List<String> notes = new ArrayList<>(bench.measurements.notes());
            notes.add(
                    "guacamole-common 1.6 stands on Tomcat 9 with nothing set, guacamole-lite 1.2 on node; every JVM has"
                            + " the same flags");
            notes.add("while delay was measured, a process of the class SCHED_IDLE kept each core awake: a virtual"
                    + " machine's idle cores wake slowly, which would be all that is seen");
            notes.add("guacd's stand-in and the browsers are threads of one process on the same cores; frames are "
                    + "replayed from a recorded session with a picture of " + recording.opening().length + " bytes");
            Report report = new Report(machine, bench.samples, targets, notes);
            report.print(System.out);
            report.write(JSON);
            System.out.println("Written to " + JSON.toAbsolutePath());
            return targets.stream().allMatch(Target::met);
        }
    }

    private static byte[] session(GatewayOptions options, Supplier<Options> live) {
        Path recorded = options.recording();
        if (recorded == null) {
            return RealSession.record(live.get(), RECORDING);
        }
        try {
            return Files.readAllBytes(recorded);
        } catch (IOException e) {
            throw new UncheckedIOException("The recorded session " + recorded + " cannot be read", e);
        }
    }

    private List<Target> measure(int rounds) {
        try {
            GATEWAYS.forEach(gateway -> gateways.put(gateway, gateway.start(guacd.port(), scratch)));
            for (int round = 0; round <= rounds; round++) {
                System.out.println(round == 0 ? "warming up" : "round " + round + " of " + rounds);
                Samples into = round == 0 ? new Samples() : samples;
                throughput(round, into);
                latency(round, into);
            }
        } finally {
            gateways.values().forEach(GatewayProcess::close);
        }
        for (int round = 1; round <= rounds; round++) {
            System.out.println("memory, round " + round + " of " + rounds);
            for (Contender contender : inTurn(GATEWAYS, round)) {
                samples.add(memory(contender), measurements.idle(contender));
            }
        }
        return targets(measurements.mostIdle());
    }

    private void throughput(int round, Samples into) {
        for (Kind kind : Kind.values()) {
            for (Contender contender : inTurn(GATEWAYS, round)) {
                into.add(work(contender, kind), measurements.throughput(contender, gateway(contender), kind));
            }
        }
    }

    /** What is added is what a line without a gateway does not take, in the same round. */
    private void latency(int round, Samples into) {
        try (Spinners awake = Spinners.onEachCore()) {
            for (Kind kind : Kind.values()) {
                Map<Contender, Latency> of = new EnumMap<>(Contender.class);
                for (Contender contender : inTurn(List.of(Contender.values()), round)) {
                    awake.check();
                    int port = contender == Contender.NOBODY
                            ? guacd.port()
                            : gateway(contender).port();
                    of.put(contender, measurements.latency(contender, port, kind));
                }
                Latency none = of.getOrDefault(Contender.NOBODY, new Latency(0, 0));
                into.add(delay(Contender.NOBODY, kind, "p50"), none.median() / NANOS_PER_MICRO);
                into.add(delay(Contender.NOBODY, kind, "p99"), none.p99() / NANOS_PER_MICRO);
                for (Contender contender : GATEWAYS) {
                    Latency latency = of.getOrDefault(contender, none);
                    into.add(delay(contender, kind, "p50"), (latency.median() - none.median()) / NANOS_PER_MICRO);
                    into.add(delay(contender, kind, "p99"), (latency.p99() - none.median()) / NANOS_PER_MICRO);
                }
            }
        }
    }

    private List<Target> targets(Map.Entry<Integer, Double> most) {
        List<Target> targets = new ArrayList<>();
        targets.add(times(Kind.OPERATIONS, Contender.STOCK, OPERATIONS_TO_STOCK));
        targets.add(times(Kind.BLOBS, Contender.STOCK, BLOBS_TO_STOCK));
        targets.add(times(Kind.BLOBS, Contender.RELAY, BLOBS_TO_RELAY));
        for (Kind kind : Kind.values()) {
            targets.add(notSlower(kind, Contender.RELAY, "p50", DELAY_TO_RELAY));
            targets.add(notSlower(kind, Contender.STOCK, "p99", 1));
        }
        targets.add(Target.atMost(
                "resident for an idle session",
                samples.median(memory(Contender.BERTH)),
                IDLE_KIB,
                "KiB",
                Measurements.IDLE + " sessions with a picture, after a collection; guacamole-common takes "
                        + Math.round(samples.median(memory(Contender.STOCK))) + " KiB"));
        targets.add(Target.atLeast(
                "idle sessions in one node",
                most.getKey(),
                Measurements.MOST_IDLE,
                "",
                String.format(Locale.ROOT, "alive after 25 s; %.0f KiB each", most.getValue())));
        return targets;
    }

    private Target times(Kind kind, Contender other, double least) {
        double berth = samples.median(work(Contender.BERTH, kind));
        double theirs = samples.median(work(other, kind));
        return Target.atLeast(
                kind.words() + ", Berth / " + other.words(),
                berth / theirs,
                least,
                "x",
                String.format(Locale.ROOT, "%.0f and %.0f MB per CPU-second", berth, theirs));
    }

    private Target notSlower(Kind kind, Contender other, String percentile, double most) {
        double berth = samples.median(delay(Contender.BERTH, kind, percentile));
        double theirs = samples.median(delay(other, kind, percentile));
        return Target.atMost(
                kind.words() + ", added " + percentile + ", Berth / " + other.words(),
                berth / theirs,
                most,
                "x",
                String.format(Locale.ROOT, "%.0f and %.0f us", berth, theirs));
    }

    private GatewayProcess gateway(Contender contender) {
        GatewayProcess process = gateways.get(contender);
        if (process == null) {
            throw new IllegalStateException(contender.words() + " was not started.");
        }
        return process;
    }

    /** Each round begins with another. */
    private static List<Contender> inTurn(List<Contender> contenders, int round) {
        List<Contender> turned = new ArrayList<>(contenders);
        Collections.rotate(turned, round);
        return turned;
    }

    private static String work(Contender contender, Kind kind) {
        return kind.words() + ", " + contender.words() + ", MB per CPU-second";
    }

    private static String delay(Contender contender, Kind kind, String percentile) {
        return kind.words() + ", " + contender.words() + ", " + (contender == Contender.NOBODY ? "in all " : "added ")
                + percentile + ", us";
    }

    private static String memory(Contender contender) {
        return "idle session, " + contender.words() + ", KiB";
    }
}
