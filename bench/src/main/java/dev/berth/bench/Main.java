package dev.berth.bench;

import dev.berth.bench.console.ConsoleBench;
import dev.berth.bench.console.ConsoleOptions;
import dev.berth.bench.gateway.GatewayBench;
import dev.berth.bench.gateway.GatewayOptions;
import dev.berth.bench.ipacl.IpAclBench;
import dev.berth.bench.mainjob.MainJobBench;
import dev.berth.bench.mainjob.Options;
import dev.berth.bench.raw.Guacd;
import dev.berth.bench.regions.RegionsBench;
import dev.berth.bench.storm.StormBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What {@code ./berth bench NAME} runs. */
public final class Main {

    private static final String USAGE = """
            usage: bench NAME [--OPTION=VALUE...]
              ip-acl    matching addresses against 10,000 rules
              main-job  click to first picture, through Berth and by hand; needs libvirtd, guacd and the golden image
              gateway   work per CPU-second, delay and memory of the gateway beside others, on one recorded session
              storm     desktops given a host a second, durably, by two nodes, one of which is killed
              console   the admin's pages over 50,000 desktops and 1,000,000 sessions
              regions   a region is lost: how long until people go on in the other, and what is lost; needs root
              start     starting with and without AOT cache, and memory when idle
            options of main-job, regions and start:
              --rounds=N       that count, 3 to 50 (5)
              --jar=FILE       Berth (web-portal/target/*-boot.jar)
              --image=FOLDER   the golden image (/var/lib/berth/images/desktop)
              --guacd=HOST:PORT (127.0.0.1:4822)
              --libvirt=URI    (qemu:///system)
              --jvm=FLAGS      that Berth is started with, separated by blanks
            options of gateway, and for recording those of main-job:
              --rounds=N       that count (7)
              --recording=FILE of an earlier run, target/bench/gateway-session.guac; without it one is recorded
            options of console:
              --desktops=N     that are made up (50000)
              --sessions=N     that are made up (1000000)
              --rounds=N       how often each page is asked for (40)
              --jar=FILE       Berth (web-portal/target/*-boot.jar)
              --data=FOLDER    keeps the filled database there for the next run
            """;
    private static final Set<String> OPTIONS = Set.of("rounds", "jar", "image", "guacd", "libvirt", "jvm");
    private static final Set<String> CONSOLE_OPTIONS = Set.of("rounds", "jar", "desktops", "sessions", "data");
    private static final Set<String> GATEWAY_OPTIONS =
            Set.of("rounds", "recording", "jar", "image", "guacd", "libvirt", "jvm");
    private static final String JAR_ENDING = "-boot.jar";

    private Main() {}

    public static void main(String[] arguments) {
        try {
            boolean met = run(List.of(arguments));
            System.exit(met ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println("bench: " + e.getMessage());
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                System.err.println("  because: " + cause.getMessage());
            }
            System.exit(3);
        }
    }

    private static boolean run(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("no name was given.");
        }
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.getFirst()) {
            case "ip-acl" -> {
                IpAclBench.run();
                yield true;
            }
            case "main-job" -> MainJobBench.run(options(rest));
            case "console" -> ConsoleBench.run(consoleOptions(rest));
            case "regions" -> RegionsBench.run(options(rest));
            case "gateway" -> gateway(rest);
            case "start" -> MainJobBench.runStart(options(rest));
            case "storm" -> StormBench.run();
            default ->
                throw new IllegalArgumentException("'" + arguments.getFirst()
                        + "' is no bench; there are ip-acl, main-job, console, gateway, regions, start and storm.");
        };
    }

    private static Map<String, String> given(List<String> arguments, Set<String> known) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0 || !known.contains(argument.substring(2, equals))) {
                throw new IllegalArgumentException("'" + argument + "' is no option; there are "
                        + String.join(", ", new TreeSet<>(known)) + ", each as --OPTION=VALUE.");
            }
            given.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        return given;
    }

    private static ConsoleOptions consoleOptions(List<String> arguments) {
        Map<String, String> given = given(arguments, CONSOLE_OPTIONS);
        return new ConsoleOptions(
                number("desktops", given.getOrDefault("desktops", "50000")),
                number("sessions", given.getOrDefault("sessions", "1000000")),
                number("rounds", given.getOrDefault("rounds", "40")),
                given.containsKey("jar") ? Path.of(given.get("jar")) : builtJar(),
                given.containsKey("data") ? Path.of(given.get("data")) : null);
    }

    private static boolean gateway(List<String> arguments) {
        Map<String, String> given = given(arguments, GATEWAY_OPTIONS);
        return GatewayBench.run(
                new GatewayOptions(
                        number("rounds", given.getOrDefault("rounds", "7")),
                        given.containsKey("recording") ? Path.of(given.get("recording")) : null),
                () -> options(given));
    }

    private static Options options(List<String> arguments) {
        return options(given(arguments, OPTIONS));
    }

    private static Options options(Map<String, String> given) {
        String jvm = given.getOrDefault("jvm", "").strip();
        return new Options(
                number("rounds", given.getOrDefault("rounds", "5")),
                given.containsKey("jar") ? Path.of(given.get("jar")) : builtJar(),
                Path.of(given.getOrDefault("image", "/var/lib/berth/images/desktop")),
                Guacd.of(given.getOrDefault("guacd", "127.0.0.1:4822")),
                given.getOrDefault("libvirt", "qemu:///system"),
                jvm.isEmpty() ? List.of() : Arrays.asList(jvm.split("\\s+")));
    }

    private static int number(String field, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(field + " is '" + text + "'; allowed is a whole number.", e);
        }
    }

    private static Path builtJar() {
        Path folder = Path.of("web-portal", "target");
        try (var files = Files.exists(folder) ? Files.list(folder) : java.util.stream.Stream.<Path>empty()) {
            return files.filter(file -> file.toString().endsWith(JAR_ENDING))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "there is no " + folder + "/*" + JAR_ENDING + "; build it first, or name it with --jar."));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look into " + folder.toAbsolutePath(), e);
        }
    }
}
