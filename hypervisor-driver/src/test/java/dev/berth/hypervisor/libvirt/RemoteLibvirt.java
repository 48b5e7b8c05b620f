package dev.berth.hypervisor.libvirt;

import static dev.berth.hypervisor.Within.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A private libvirtd with a network of its own, reached over TLS and over SSH with keys that are made for it, as another
 * machine would be. Needs root, openssl and sshd.
 */
public final class RemoteLibvirt implements AutoCloseable {

    private static final int TLS_PORT = 16_514;
    private static final int SSH_PORT = 22;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path keys;
    private final String address;
    private final String link;
    private final PrivateLibvirt libvirt;
    private final Process sshd;

    private RemoteLibvirt(Path keys, String address, String link, PrivateLibvirt libvirt, Process sshd) {
        this.keys = keys;
        this.address = address;
        this.link = link;
        this.libvirt = libvirt;
        this.sshd = sshd;
    }

    public static RemoteLibvirt start() {
        try {
            int number = ThreadLocalRandom.current().nextInt(0, 64 * 256);
            String network = "10.213." + number / 64 + "." + number % 64 * 4;
            String prefix = network.substring(0, network.lastIndexOf('.') + 1);
            int base = number % 64 * 4;
            String address = prefix + (base + 2);
            Path keys = Files.createTempDirectory("berth-remote-");
            certificates(keys, address);
            var libvirt = PrivateLibvirt.start("""
                    listen_tls = 1
                    listen_tcp = 0
                    ca_file = "%1$s/cacert.pem"
                    cert_file = "%1$s/servercert.pem"
                    key_file = "%1$s/serverkey.pem"
                    """.formatted(keys), "--listen");
            String link = "bh" + number;
            run("ip", "link", "add", link + "a", "type", "veth", "peer", "name", link + "b");
            run("ip", "link", "set", link + "b", "netns", Long.toString(libvirt.pid()));
            run("ip", "addr", "add", prefix + (base + 1) + "/30", "dev", link + "a");
            run("ip", "link", "set", link + "a", "up");
            libvirt.run("ip", "addr", "add", address + "/30", "dev", link + "b");
            libvirt.run("ip", "link", "set", link + "b", "up");
            var sshd = sshd(keys, address, libvirt);
            var remote = new RemoteLibvirt(keys, address, link, libvirt, sshd);
            within(LIMIT, "libvirtd answers over TLS", () -> answers(address, TLS_PORT));
            within(LIMIT, "sshd answers", () -> answers(address, SSH_PORT));
            return remote;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI overTls() {
        return URI.create("qemu+tls://" + address + "/system?pkipath=" + keys);
    }

    public URI overSsh() {
        return URI.create("qemu+ssh://root@" + address + "/system?keyfile=" + keys + "/person");
    }

    /** An address over TLS whose certificates are of another authority. */
    public URI overTlsAsAStranger(RemoteLibvirt other) {
        return URI.create("qemu+tls://" + address + "/system?pkipath=" + other.keys);
    }

    /** A driver for it, whose pools are in its own memory. */
    public static LibvirtDriver driver() {
        return PrivateLibvirt.driver(PrivateLibvirt.COPY_LIMIT);
    }

    /** Where it is reached. */
    public String address() {
        return address;
    }

    /** Ends its libvirtd and its machines at once, and takes it from the network: a host without power. */
    public void cutPower() {
        libvirt.cutPower();
        reachable(false);
    }

    /** Gives it back its power and its network. */
    public void powerUp() {
        reachable(true);
        libvirt.launch();
        within(LIMIT, "libvirtd answers over TLS again", () -> answers(address, TLS_PORT));
    }

    /** Runs a program where its files are, and returns what it printed. */
    public String run(List<String> command) {
        return libvirt.run(command.toArray(String[]::new));
    }

    /** Takes it from the network, or gives it back. */
    public void reachable(boolean now) {
        run("ip", "link", "set", link + "a", now ? "up" : "down");
    }

    @Override
    public void close() {
        sshd.destroyForcibly();
        sshd.onExit().join();
        libvirt.close();
        try {
            knownAs(address, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (var files = Files.walk(keys)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void certificates(Path keys, String address) throws IOException {
        String folder = keys.toString();
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=Berth test",
                "-keyout",
                folder + "/cakey.pem",
                "-out",
                folder + "/cacert.pem",
                "-addext",
                "keyUsage=critical,keyCertSign");
        signed(keys, "server", "subjectAltName=IP:" + address + "\nextendedKeyUsage=serverAuth\n");
        signed(keys, "client", "extendedKeyUsage=clientAuth\n");
    }

    private static void signed(Path keys, String name, String extensions) throws IOException {
        String file = keys + "/" + name;
        Files.writeString(
                keys.resolve(name + ".ext"), "keyUsage=critical,digitalSignature,keyEncipherment\n" + extensions);
        run(
                "openssl",
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                file + "key.pem",
                "-out",
                file + ".csr");
        run(
                "openssl",
                "x509",
                "-req",
                "-in",
                file + ".csr",
                "-days",
                "2",
                "-CA",
                keys + "/cacert.pem",
                "-CAkey",
                keys + "/cakey.pem",
                "-CAcreateserial",
                "-extfile",
                file + ".ext",
                "-out",
                file + "cert.pem");
    }

    private static Process sshd(Path keys, String address, PrivateLibvirt libvirt) throws IOException {
        for (String name : List.of("machine", "person")) {
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys + "/" + name);
        }
        Files.copy(keys.resolve("person.pub"), keys.resolve("authorized"));
        knownAs(address, Files.readString(keys.resolve("machine.pub"), StandardCharsets.UTF_8));
        Files.writeString(keys.resolve("sshd.conf"), """
                ListenAddress %2$s
                HostKey %1$s/machine
                AuthorizedKeysFile %1$s/authorized
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                PidFile none
                """.formatted(keys, address));
        libvirt.run("mkdir", "-p", "/run/sshd");
        String socket = libvirt.uri().getQuery().substring("socket=".length());
        libvirt.run("ln", "-s", socket, "/run/libvirt/libvirt-sock");
        return new ProcessBuilder(
                        "nsenter",
                        "--target",
                        Long.toString(libvirt.pid()),
                        "--mount",
                        "--net",
                        "--pid",
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        keys + "/sshd.conf")
                .redirectErrorStream(true)
                .redirectOutput(keys.resolve("sshd.log").toFile())
                .start();
    }

    /** ssh asks its account's own file, as it does for an admin; what the test adds there goes with the host. */
    private static synchronized void knownAs(String address, @Nullable String key) throws IOException {
        Path file = Path.of("/root/.ssh/known_hosts");
        Files.createDirectories(file.getParent());
        var lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.<String>of());
        lines.removeIf(line -> line.startsWith(address + " "));
        if (key != null) {
            lines.add(address + " " + key.strip());
        }
        Files.write(file, lines);
    }

    private static boolean answers(String address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(String... command) {
        try {
            var process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
