package dev.berth.hypervisor.libvirt;

import static dev.berth.hypervisor.Within.within;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A libvirtd of a test's own, in namespaces of its own: it can be stopped, frozen and killed, and its machines end with it.
 * Needs root. Everything it writes but its socket is in memory and gone with it.
 */
public final class PrivateLibvirt implements AutoCloseable {

    private static final String SUPERVISOR = """
            for folder in /run /var/lib/libvirt /var/log/libvirt; do mount -t tmpfs -o mode=755 tmpfs $folder; done
            cp -a /etc/libvirt/. /run/etc-libvirt && rm -rf /run/etc-libvirt/qemu /run/etc-libvirt/storage
            mkdir -p /run/etc-libvirt/qemu && mount --bind /run/etc-libvirt /etc/libvirt
            mkdir -p /run/libvirt /run/lock /var/lib/libvirt/qemu /var/log/libvirt/qemu
            ip link set lo up
            virtlogd -d
            launch() { libvirtd $2 --config "$1/libvirtd.conf" --pid-file /run/libvirtd.pid >>"$1/log" 2>&1 & daemon=$!; }
            launch "$1" "$2"
            while read -r order; do
                case $order in
                    restart) kill -9 $daemon; wait $daemon; launch "$1" "$2" ;;
                    kill) kill -9 $daemon; wait $daemon ;;
                    cut) kill -9 $daemon $(cat /run/libvirt/qemu/*.pid); wait $daemon ;;
                    launch) launch "$1" "$2" ;;
                    freeze)
                        kill -STOP $daemon
                        while grep -h ^State: /proc/$daemon/task/*/status | grep -qv stopped; do sleep 0.01; done ;;
                    thaw) kill -CONT $daemon ;;
                esac
                echo >>"$1/done"
            done
            """;

    static final Duration COPY_LIMIT = Duration.ofMinutes(5);

    private final Path folder;
    private final Process process;
    private final PrintStream orders;
    private int given;

    private PrivateLibvirt(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    public static PrivateLibvirt start() {
        return start("", "");
    }

    /**
     * @param configuration more lines of its configuration
     * @param option of libvirtd, or none
     */
    static PrivateLibvirt start(String configuration, String option) {
        try {
            var folder = Files.createTempDirectory("berth-libvirt-");
            Files.writeString(
                    folder.resolve("libvirtd.conf"),
                    "unix_sock_dir = \"" + folder + "\"\nauth_unix_ro = \"none\"\nauth_unix_rw = \"none\"\n"
                            + configuration);
            var process = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "--net",
                            "--pid",
                            "--fork",
                            "--kill-child",
                            "--mount-proc",
                            "bash",
                            "-c",
                            SUPERVISOR,
                            "supervisor",
                            folder.toString(),
                            option)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("supervisor.log").toFile())
                    .start();
            var libvirt = new PrivateLibvirt(folder, process);
            within(Duration.ofSeconds(30), "libvirtd opens its socket", () -> Files.exists(libvirt.socket()));
            return libvirt;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address under which it is opened from outside. */
    public URI uri() {
        return URI.create("qemu+unix:///system?socket=" + socket());
    }

    /** Opens it over a pool in its own memory. */
    Hypervisor open(String pool) {
        return open(pool, COPY_LIMIT);
    }

    Hypervisor open(String pool, Duration copyLimit) {
        return driver(copyLimit).open(new HostConnection(uri(), pool, "127.0.0.1"));
    }

    /** A driver whose pools are in the memory of a private libvirtd. */
    static LibvirtDriver driver(Duration copyLimit) {
        return new LibvirtDriver(new LibvirtSettings(
                "/var/lib/libvirt/berth-pools",
                "/var/lib/libvirt/qemu/save",
                24_000,
                31_999,
                Duration.ofSeconds(15),
                Duration.ofMinutes(2),
                copyLimit,
                Duration.ofMinutes(4)));
    }

    /** Runs a program where its files are, and returns what it printed; it must end well. */
    String run(String... command) {
        try {
            var whole = new ArrayList<>(List.of("nsenter", "--target", Long.toString(pid()), "--mount", "--net"));
            whole.addAll(List.of(command));
            var started = new ProcessBuilder(whole).redirectErrorStream(true).start();
            var output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (started.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The first process in its namespaces. */
    long pid() {
        return process.children().findFirst().orElseThrow().pid();
    }

    /** Kills libvirtd and starts it again; machines run on. */
    public void restart() {
        order("restart");
    }

    /** Kills libvirtd; machines run on. */
    public void kill() {
        order("kill");
    }

    /** Ends libvirtd and every machine at once, as when the host loses its power. */
    public void cutPower() {
        order("cut");
    }

    public void launch() {
        order("launch");
    }

    /** Lets libvirtd hang: its socket takes connections and nothing answers. */
    public void freeze() {
        order("freeze");
    }

    public void thaw() {
        order("thaw");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path socket() {
        return folder.resolve("libvirt-sock");
    }

    private void order(String order) {
        orders.println(order);
        given++;
        within(Duration.ofSeconds(10), order + " is done", () -> ordersDone() == given);
    }

    private long ordersDone() {
        try {
            var done = folder.resolve("done");
            return Files.exists(done) ? Files.size(done) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
