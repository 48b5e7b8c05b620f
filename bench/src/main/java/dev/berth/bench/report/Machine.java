package dev.berth.bench.report;

import dev.berth.bench.raw.Virsh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The machine that a bench ran on: figures without it mean nothing. */
public final class Machine {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Machine() {}

    /** Facts by name, as people read them. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", field("/proc/cpuinfo", "model name"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", field("/proc/meminfo", "MemTotal"));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put(
                "load before",
                Double.toString(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        facts.put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        return facts;
    }

    /** Versions of the parts that machines and pictures come from. */
    public static Map<String, String> parts(Virsh virsh) {
        Map<String, String> parts = new LinkedHashMap<>();
        virsh.run("version")
                .lines()
                .filter(line -> line.contains(": "))
                .forEach(line -> parts.put(
                        line.substring(0, line.indexOf(':')).strip().toLowerCase(java.util.Locale.ROOT),
                        line.substring(line.indexOf(':') + 1).strip()));
        parts.put(
                "guacd",
                Virsh.execute(List.of("guacd", "-v"), LIMIT)
                        .output()
                        .lines()
                        .findFirst()
                        .orElse("unknown"));
        return parts;
    }

    private static String field(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
