package dev.berth.portal.chart;

import dev.berth.broker.console.Figures;
import dev.berth.broker.host.HostState;
import java.util.Comparator;
import java.util.List;

/**
 * Hosts at a glance: a tile for each by its name, in the colour of how full it is, and the fullest ones with their figures.
 */
public record HostTiles(List<Tile> tiles, List<Figures.Capacity> fullest, Total total) {

    private static final int SHOWN = 8;
    private static final int FULL = 95;
    private static final int NEARLY = 80;
    private static final int HALF = 50;

    /** @param look {@code silent}, {@code aside}, {@code full}, {@code nearly}, {@code half}, {@code low} */
    public record Tile(Figures.Capacity host, String look) {}

    /** Of all hosts that answer and take desktops; memory in MiB. */
    public record Total(long memoryMib, long memoryHeldMib, long vcpus, long vcpusHeld) {

        public int memoryPercent() {
            return memoryMib == 0 ? 0 : (int) (100 * memoryHeldMib / memoryMib);
        }

        public int vcpuPercent() {
            return vcpus == 0 ? 0 : (int) (100 * vcpusHeld / vcpus);
        }
    }

    /** @param hosts the fullest first */
    public static HostTiles of(List<Figures.Capacity> hosts) {
        List<Figures.Capacity> usable = hosts.stream()
                .filter(host -> host.reachable() && host.state() == HostState.ACTIVE)
                .toList();
        return new HostTiles(
                hosts.stream()
                        .sorted(Comparator.comparing(Figures.Capacity::name))
                        .map(host -> new Tile(host, look(host)))
                        .toList(),
                hosts.stream().limit(SHOWN).toList(),
                new Total(
                        usable.stream().mapToLong(Figures.Capacity::memoryMib).sum(),
                        usable.stream()
                                .mapToLong(Figures.Capacity::memoryHeldMib)
                                .sum(),
                        Math.round(usable.stream()
                                .mapToDouble(Figures.Capacity::vcpus)
                                .sum()),
                        usable.stream().mapToLong(Figures.Capacity::vcpusHeld).sum()));
    }

    private static String look(Figures.Capacity host) {
        if (!host.reachable()) {
            return "silent";
        }
        if (host.state() != HostState.ACTIVE) {
            return "aside";
        }
        int percent = host.percent();
        return percent >= FULL ? "full" : percent >= NEARLY ? "nearly" : percent >= HALF ? "half" : "low";
    }
}
