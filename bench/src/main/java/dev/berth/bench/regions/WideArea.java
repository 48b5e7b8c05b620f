package dev.berth.bench.regions;

import dev.berth.bench.raw.Virsh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network of its own between an office, two sites and whoever watches them from this machine. The office is the
 * network namespace that the bridge is in. It is held by one process, so nothing of it outlives its maker. Needs root.
 */
public final class WideArea implements AutoCloseable {

    private static final int WATCHER = 1;
    private static final int OFFICE = 4;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String BRIDGE = "wide";

    private final Process office;
    private final String network;
    private final String port;

    private WideArea(Process office, String network, String port) {
        this.office = office;
        this.network = network;
        this.port = port;
    }

    static WideArea make() {
        int number = ThreadLocalRandom.current().nextInt(256);
        var area = new WideArea(hold(), "10.216." + number + ".", "wide" + number);
        try {
            area.inOffice("ip", "link", "set", "lo", "up");
            area.inOffice("ip", "link", "add", BRIDGE, "type", "bridge", "stp_state", "0");
            area.inOffice("ip", "addr", "add", area.address(OFFICE) + "/24", "dev", BRIDGE);
            area.inOffice("ip", "link", "set", BRIDGE, "up");
            area.plug("watcher", 1, area.port);
            Commands.run("ip", "addr", "add", area.address(WATCHER) + "/24", "dev", area.port);
            Commands.run("ip", "link", "set", area.port, "up");
            return area;
        } catch (IllegalStateException e) {
            area.close();
            throw e;
        }
    }

    String address(int host) {
        return network + host;
    }

    String all() {
        return network + "0/24";
    }

    /** Gives the network namespace of a process an end of a cable, which has to be set up there. */
    void plug(String link, long pid, String end) {
        inOffice("ip", "link", "add", link, "type", "veth", "peer", "name", end, "netns", Long.toString(pid));
        inOffice("ip", "link", "set", link, "master", BRIDGE, "up");
    }

    void cut(String link) {
        inOffice("ip", "link", "set", link, "down");
    }

    /** Also takes away what the kernel may not have tidied up yet after the other end's processes. */
    void unplug(String link) {
        Virsh.execute(nearOffice("ip", "link", "del", link), LIMIT);
    }

    /** A program that runs another one in the office, for whoever starts programs by their path. */
    public Path officeProgram(Path program, Path folder) {
        try {
            Path wrapper = folder.resolve("office-" + program.getFileName());
            Files.writeString(wrapper, """
                    #!/bin/sh
                    exec nsenter --net=/proc/%d/ns/net %s "$@"
                    """.formatted(office.pid(), program));
            Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
            return wrapper;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a program into " + folder, e);
        }
    }

    /** With the process its namespace goes, and with that every link. */
    @Override
    public void close() {
        office.destroyForcibly();
        office.onExit().join();
    }

    private void inOffice(String... command) {
        Commands.run(nearOffice(command));
    }

    private List<String> nearOffice(String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", Long.toString(office.pid()), "--net"));
        all.addAll(List.of(command));
        return all;
    }

    /** It ends when its input does, that is with this process at the latest. */
    private static Process hold() {
        try {
            Process held = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo held; exec cat")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (held.getInputStream().read() < 0) {
                throw new IllegalStateException("No network namespace can be made. Run as root.");
            }
            return held;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run unshare. Is util-linux installed?", e);
        }
    }
}
