package dev.berth.e2e.production;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A network with Debian machines in it, in namespaces of its own: nothing outside sees it, and it sees nothing of the
 * outside. It ends with the test, whichever way that ends.
 */
final class MachineRoom implements AutoCloseable {

    static final Path PROGRAMS = Path.of("src", "test", "machine").toAbsolutePath();
    private static final Duration BUILD = Duration.ofMinutes(15);
    private static final Duration STEP = Duration.ofMinutes(2);

    private final Path folder;
    private final Process process;

    private MachineRoom(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * @param folder gets what machines write, the folder {@code given} that they all see, and the key to them
     * @param names who has which address, as /etc/hosts says it, here and on each machine
     */
    static MachineRoom open(Path folder, Map<String, String> names) throws IOException {
        Path given = Files.createDirectory(folder.resolve("given"));
        Command.in(folder, STEP, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key")
                .run();
        Files.copy(folder.resolve("key.pub"), given.resolve("authorized_keys"));
        var hosts = new StringBuilder("127.0.0.1 localhost\n");
        names.forEach((name, address) ->
                hosts.append(address).append(' ').append(name).append('\n'));
        Files.writeString(folder.resolve("hosts"), hosts);
        Process process = new ProcessBuilder(PROGRAMS.resolve("room").toString(), folder.toString())
                .redirectError(folder.resolve("room.log").toFile())
                .start();
        var room = new MachineRoom(folder, process);
        if (!"ready".equals(room.firstLine())) {
            room.close();
            throw new IllegalStateException("The network of the machines was not made: "
                    + Files.readString(folder.resolve("room.log")) + "Run as root, on a kernel with overlayfs.");
        }
        return room;
    }

    /** What machines find at /given. */
    Path given() {
        return folder.resolve("given");
    }

    /**
     * Makes the tree of that Debian where its recipe has changed, and begins to boot it.
     *
     * @param suite {@code bookworm} or {@code trixie}
     * @param address one of 10.77.0.2 to 10.77.0.254
     */
    Machine boot(String name, String suite, String address) throws IOException {
        Path trees = Path.of(System.getenv().getOrDefault("BERTH_DATA", "/var/lib/berth"))
                .resolve("machines");
        String tree = Command.in(folder, BUILD, PROGRAMS.resolve("build").toString(), suite, trees.toString())
                .run()
                .strip();
        Path own = Files.createTempDirectory(folder, name + "-");
        Path log = own.resolve("console.log");
        Process nspawn = new ProcessBuilder(entering(
                        folder,
                        List.of(
                                PROGRAMS.resolve("boot").toString(),
                                tree,
                                own.toString(),
                                name,
                                address,
                                given().toString())))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Machine(this, nspawn, address, log);
    }

    /** A program of this machine that sees the room's network. */
    Command inside(Path where, Duration limit, Map<String, String> environment, List<String> words) {
        return new Command(where, environment, limit, entering(where, words));
    }

    Command inside(Duration limit, String... words) {
        return inside(folder, limit, Map.of(), List.of(words));
    }

    /** How SSH is told to believe a machine that was made a moment ago. */
    String sshOptions() {
        return "-i " + folder.resolve("key")
                + " -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5";
    }

    @Override
    public void close() {
        try {
            process.outputWriter().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The room in " + folder + " cannot be told to end", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private List<String> entering(Path where, List<String> words) {
        // The first one is unshare; its child is the first process of the room.
        ProcessHandle first = process.children()
                .flatMap(ProcessHandle::children)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The room in " + folder + " has ended; see its room.log"));
        var all = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                Long.toString(first.pid()),
                "--mount",
                "--net",
                "--pid",
                "--wdns=" + where,
                "--"));
        all.addAll(words);
        return all;
    }

    private String firstLine() throws IOException {
        var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        return line == null ? "" : line;
    }
}
