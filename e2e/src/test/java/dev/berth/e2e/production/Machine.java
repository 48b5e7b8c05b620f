package dev.berth.e2e.production;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Debian machine that the test boots from the recipe in {@code src/test/machine}. It sees no network at all; the test
 * reaches its SSH and its HTTPS over loopback.
 */
final class Machine implements AutoCloseable {

    private static final Path RECIPE = Path.of("src", "test", "machine").toAbsolutePath();
    private static final Duration BUILD = Duration.ofMinutes(15);
    private static final Duration STEP = Duration.ofMinutes(2);

    private final Path folder;
    private final int ssh = freePort();
    private final int https = freePort();
    private final Process process;

    private Machine(Path folder, Path image) {
        this.folder = folder;
        try {
            process = new ProcessBuilder(qemu(image))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("qemu.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start QEMU; ./berth test installs it", e);
        }
    }

    /** Builds the image beside the golden one where its recipe has changed, and begins to boot a copy of it. */
    static Machine boot(Path folder, Path berthsPackage) throws IOException {
        Path images = Path.of(System.getenv().getOrDefault("BERTH_DATA", "/var/lib/berth"))
                .resolve("images");
        Path image = images.resolve("machine");
        Command.in(
                        folder,
                        BUILD,
                        Path.of("..", "image", "build").toAbsolutePath().toString(),
                        RECIPE.toString(),
                        image.toString())
                .run();
        Path given = Files.createDirectory(folder.resolve("given"));
        Command.in(folder, STEP, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key")
                .run();
        Files.copy(folder.resolve("key.pub"), given.resolve("authorized_keys"));
        Files.copy(berthsPackage, given.resolve("berth.deb"));
        Command.in(folder, STEP, "truncate", "-s", "300M", "given.raw").run();
        Command.in(
                        folder,
                        STEP,
                        "mke2fs",
                        "-q",
                        "-F",
                        "-t",
                        "ext4",
                        "-L",
                        "given",
                        "-E",
                        "root_owner=0:0",
                        "-d",
                        "given",
                        "given.raw")
                .run();
        Command.in(
                        folder,
                        STEP,
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        "qcow2",
                        "-b",
                        image.toRealPath().resolve("root.qcow2").toString(),
                        "root.qcow2")
                .run();
        return new Machine(folder, image.toRealPath());
    }

    /** Runs a line of shell as root. */
    Command shell(String line) {
        var words = new ArrayList<>(
                List.of("ssh", "-q", "-i", folder.resolve("key").toString(), "-p", Integer.toString(ssh)));
        words.addAll(options());
        words.addAll(List.of("root@127.0.0.1", line));
        return new Command(folder, Map.of(), STEP, words);
    }

    /** How Ansible reaches it, as variables of a host. */
    String inventoried() {
        return "{ansible_host: 127.0.0.1, ansible_port: %d, ansible_user: root, ansible_ssh_private_key_file: %s, ansible_ssh_common_args: '%s'}"
                .formatted(ssh, folder.resolve("key"), String.join(" ", options()));
    }

    int https() {
        return https;
    }

    boolean answers() {
        return process.isAlive() && shell("true").outcome().code() == 0;
    }

    String console() {
        try {
            return Files.readString(folder.resolve("console.log")) + Files.readString(folder.resolve("qemu.log"));
        } catch (IOException e) {
            throw new UncheckedIOException("The machine wrote nothing in " + folder, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> qemu(Path image) throws IOException {
        String described = Files.readString(image.resolve("image.json"));
        String commandLine = described.replaceAll("(?s).*\"commandLine\":\"([^\"]*)\".*", "$1");
        boolean virtual = Files.readString(Path.of("/proc/cpuinfo")).matches("(?s).*\\b(vmx|svm)\\b.*")
                && Files.isWritable(Path.of("/dev/kvm"));
        return List.of(
                "qemu-system-x86_64",
                "-machine",
                "q35",
                "-accel",
                virtual ? "kvm" : "tcg,thread=multi",
                "-cpu",
                // Emulation of what newer processors have is slower than doing without.
                virtual ? "host" : "Nehalem",
                "-smp",
                "2",
                "-m",
                "2560",
                "-display",
                "none",
                "-nodefaults",
                "-serial",
                "file:console.log",
                "-kernel",
                image.resolve("kernel").toString(),
                "-initrd",
                image.resolve("initrd").toString(),
                "-append",
                commandLine,
                "-drive",
                "file=root.qcow2,if=virtio,cache=unsafe",
                "-drive",
                "file=given.raw,if=virtio,format=raw,readonly=on",
                "-netdev",
                "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:%d-:22,hostfwd=tcp:127.0.0.1:%d-:443"
                        .formatted(ssh, https),
                "-device",
                "virtio-net-pci,netdev=net,romfile=",
                "-device",
                "virtio-rng-pci");
    }

    private static List<String> options() {
        return List.of(
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=5");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }
}
