package dev.berth.broker.console;

import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostState;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How everything is, in numbers.
 *
 * @param at when it was so
 */
public record Figures(
        Instant at,
        Map<DesktopState, Integer> desktops,
        Map<SessionState, Integer> live,
        List<Capacity> hosts,
        List<Hour> sessions,
        List<StageFigure> stages) {

    public Figures {
        desktops = Map.copyOf(desktops);
        live = Map.copyOf(live);
        hosts = List.copyOf(hosts);
        sessions = List.copyOf(sessions);
        stages = List.copyOf(stages);
    }

    /**
     * What a host has and what its desktops hold; memory in MiB.
     *
     * @param memoryMib that desktops may have: what it has less what is left to itself; 0 until it first answered
     * @param vcpus that desktops may have: its processors times its over-commit; 0 until it first answered
     */
    public record Capacity(
            HostId id,
            String name,
            HostState state,
            boolean reachable,
            long memoryMib,
            long memoryHeldMib,
            int cpus,
            double vcpus,
            int vcpusHeld) {

        /** In percent; may be more than 100. */
        public int memoryPercent() {
            return memoryMib == 0 ? 0 : (int) (100 * memoryHeldMib / memoryMib);
        }

        /** In percent of what over-commit allows; may be more than 100. */
        public int vcpuPercent() {
            return vcpus == 0 ? 0 : (int) (100 * vcpusHeld / vcpus);
        }

        /** The scarcer of the two. */
        public int percent() {
            return Math.max(memoryPercent(), vcpuPercent());
        }
    }

    /**
     * A step of the chart of sessions.
     *
     * @param opened how many were opened within it
     * @param live how many were live at the end of an hour of it, at most
     */
    public record Hour(Instant since, Instant until, int opened, int live) {}

    /** What a stage of signing in takes, of the latest ones; in milliseconds. */
    public record StageFigure(Stage stage, int samples, long medianMs, long p95Ms) {}
}
