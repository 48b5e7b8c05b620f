package dev.berth.bench.gateway;

import dev.berth.bench.bed.Scratch;
import dev.berth.bench.gateway.Recording.Kind;
import dev.berth.bench.raw.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes one figure of one gateway at a time, with sessions of their own that are gone afterwards. */
final class Measurements {

    static final int FLOODED = 50;
    static final int PLAYED = 200;
    static final int FRAMES_A_SECOND = 25;
    static final int IDLE = 1_000;
    static final int MOST_IDLE = 5_000;
    private static final int PRIMING = 50;

    private static final Duration WARMING = Duration.ofMillis(700);
    private static final Duration FLOODING = Duration.ofMillis(2_500);
    private static final Duration PLAYING = Duration.ofSeconds(3);

    /** Longer than the beat of nops and pings, so that whatever happens in an idle session has happened. */
    private static final Duration IDLING = Duration.ofSeconds(7);

    /** Longer than a gateway waits for a sign of life. */
    private static final Duration STAYING = Duration.ofSeconds(25);

    private static final Duration THREADS_END = Duration.ofSeconds(20);
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final GuacdStandIn guacd;
    private final Recording recording;
    private final Scratch scratch;
    private final List<String> notes = new ArrayList<>();

    Measurements(GuacdStandIn guacd, Recording recording, Scratch scratch) {
        this.guacd = guacd;
        this.recording = recording;
        this.scratch = scratch;
    }

    /** Nanoseconds from guacd's write to the browser's read. */
    record Latency(double median, double p99) {}

    /** Megabytes of the sessions' own bytes for each second of the gateway's processor time, at full speed. */
    double throughput(Contender contender, GatewayProcess gateway, Kind kind) {
        try (Browsers browsers = Browsers.open(contender.entrance(gateway.port()), FLOODED)) {
            guacd.awaitSessions(FLOODED);
            List<Thread> flood = guacd.flood(recording.flood(kind));
            Waiting.pause(WARMING);
            double cpu = gateway.cpuSeconds();
            long bytes = browsers.payload();
            Waiting.pause(FLOODING);
            double took = gateway.cpuSeconds() - cpu;
            long came = browsers.payload() - bytes;
            end(contender, browsers);
            flood.forEach(Measurements::join);
            return came / BYTES_PER_MEGABYTE / took;
        }
    }

    /** @param port of the gateway, or of guacd where there is none */
    Latency latency(Contender contender, int port, Kind kind) {
        try (Browsers browsers = Browsers.open(contender.entrance(port), PLAYED)) {
            guacd.awaitSessions(PLAYED);
            Waiting.pause(WARMING);
            Thread play = guacd.play(recording.of(kind), FRAMES_A_SECOND, WARMING.plus(PLAYING));
            Waiting.pause(WARMING);
            browsers.startTiming();
            join(play);
            Waiting.pause(WARMING);
            end(contender, browsers);
            long[] nanos = browsers.latencies();
            if (nanos.length == 0) {
                throw new IllegalStateException("No frame came through " + contender.words() + ".");
            }
            return new Latency(nanos[nanos.length / 2], nanos[(int) (nanos.length * 0.99)]);
        }
    }

    /** KiB that the gateway has resident more for each session in which nothing happens, its picture drawn. */
    double idle(Contender contender) {
        try (GatewayProcess gateway = contender.start(guacd.port(), scratch)) {
            Entrance entrance = contender.entrance(gateway.port());
            try (Browsers browsers = Browsers.open(entrance, PRIMING)) {
                guacd.awaitSessions(PRIMING);
                end(contender, browsers);
            }
            long before = gateway.residentKib();
            try (Browsers browsers = Browsers.open(entrance, IDLE)) {
                guacd.awaitSessions(IDLE);
                Waiting.pause(IDLING);
                double each = (gateway.residentKib() - before) / (double) IDLE;
                end(contender, browsers);
                return each;
            }
        }
    }

    /** How many of the most idle sessions that are promised are still there after a while, and their KiB each. */
    Map.Entry<Integer, Double> mostIdle() {
        try (GatewayProcess gateway = Contender.BERTH.start(guacd.port(), scratch)) {
            long before = gateway.residentKib();
            try (Browsers browsers = Browsers.open(Contender.BERTH.entrance(gateway.port()), MOST_IDLE)) {
                guacd.awaitSessions(MOST_IDLE);
                Waiting.pause(STAYING);
                double each = (gateway.residentKib() - before) / (double) MOST_IDLE;
                return Map.entry(MOST_IDLE - browsers.lost(), each);
            }
        } finally {
            guacd.awaitSessions(0);
        }
    }

    List<String> notes() {
        return notes;
    }

    private void end(Contender contender, Browsers browsers) {
        int lost = browsers.lost();
        if (lost > 0) {
            notes.add(contender.words() + " ended " + lost + " sessions by itself");
        }
        browsers.close();
        guacd.awaitSessions(0);
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(THREADS_END)) {
                throw new IllegalStateException("Thread '" + thread.getName() + "' does not end.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring.", e);
        }
    }
}
