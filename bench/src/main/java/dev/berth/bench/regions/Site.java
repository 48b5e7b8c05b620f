package dev.berth.bench.regions;

import dev.berth.bench.raw.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What stands in one place: libvirtd, guacd, PostgreSQL and whatever is started there, in namespaces of their own for
 * network, mounts and processes. Disks stay when its power is cut; everything that ran does not. Needs root.
 */
final class Site implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final List<String> PLACES =
            List.of("etc/libvirt", "var/lib/libvirt", "var/log/libvirt", "var/lib/berth/pools");

    /** Runs a program as process 1 of namespaces of its own, which end with it. */
    private static final List<String> APART =
            List.of("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc");

    /** Process 1 of the site: when it ends, by whatever way, everything there does. */
    private static final String BOOT = """
            set -e
            site=$1 address=$2 postgres=$3
            mount -t tmpfs -o mode=755 tmpfs /run
            mkdir -p /run/libvirt /run/lock "$site/var/log/libvirt/qemu"
            for place in $4; do mount --bind "$site/$place" "/$place"; done
            ip link set lo up
            until ip link show eth0 >/dev/null 2>&1; do sleep 0.02; done
            ip addr add "$address/24" dev eth0
            ip link set eth0 up
            # What a process that was killed left: process numbers begin anew.
            rm -f "$site/database/postmaster.pid" "$site/booted"
            unshare --user "$postgres/bin/postgres" -D "$site/database" >>"$site/postgres.log" 2>&1 &
            virtlogd -d
            libvirtd >>"$site/libvirtd.log" 2>&1 &
            HOME="$site" guacd -f -b 0.0.0.0 -l 4822 >>"$site/guacd.log" 2>&1 &
            until virsh -q -c qemu:///system uri >/dev/null 2>&1; do sleep 0.1; done
            touch "$site/booted"
            while read -r order; do :; done
            """;

    private final WideArea area;
    private final String name;
    private final String address;
    private final Path folder;
    private final Path postgres;
    private @Nullable Process process;

    /** @param postgres PostgreSQL's programs */
    Site(WideArea area, String name, int number, Path folder, Path postgres) {
        this.area = area;
        this.name = name;
        this.address = area.address(number);
        this.folder = folder;
        this.postgres = postgres;
        try {
            for (String place : PLACES) {
                Files.createDirectories(folder.resolve(place));
                Files.createDirectories(Path.of("/", place));
            }
            Files.createDirectories(folder.resolve("var/lib/libvirt/qemu"));
            for (String file : List.of("libvirtd.conf", "virtlogd.conf", "qemu.conf", "libvirt.conf")) {
                Files.copy(
                        Path.of("/etc/libvirt", file),
                        folder.resolve("etc/libvirt").resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lay out the site " + name + " in " + folder, e);
        }
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    Path folder() {
        return folder;
    }

    /** Turns it on, and waits until its daemons answer. */
    void boot() {
        try {
            Files.deleteIfExists(folder.resolve("booted"));
            List<String> apart = new ArrayList<>(APART);
            apart.addAll(List.of("bash", "-c", BOOT, "site"));
            apart.addAll(List.of(folder.toString(), address, postgres.toString(), String.join(" ", PLACES)));
            process = new ProcessBuilder(apart)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("site.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the site " + name, e);
        }
        Waiting.until(
                "the first process of " + name,
                POLL,
                LIMIT,
                () -> running().children().findAny().isPresent());
        area.plug(name, pid(), "eth0");
        Waiting.until("the daemons of " + name + ", see " + folder, POLL, LIMIT, () -> {
            if (!running().isAlive()) {
                throw new IllegalStateException("The site " + name + " did not start, see " + folder + "/site.log");
            }
            return Files.exists(folder.resolve("booted"));
        });
    }

    /** Ends everything there at one moment, and takes it from the network before. */
    void cutPower() {
        Process ending = process;
        if (ending == null) {
            return;
        }
        area.cut(name);
        ending.children().forEach(ProcessHandle::destroyForcibly);
        ending.destroyForcibly();
        ending.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        area.unplug(name);
        process = null;
    }

    /** Starts a program there. */
    Process start(Path log, List<String> command) {
        List<String> all = new ArrayList<>(inside());
        all.addAll(command);
        try {
            return new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command.getFirst() + " in " + name, e);
        }
    }

    /** Where its libvirtd answers, from outside. */
    String libvirt() {
        return "qemu+unix:///system?socket=/proc/" + pid() + "/root/run/libvirt/libvirt-sock";
    }

    @Override
    public void close() {
        cutPower();
    }

    private List<String> inside() {
        return List.of("nsenter", "--target", Long.toString(pid()), "--mount", "--net", "--pid");
    }

    private long pid() {
        return running().children().findFirst().orElseThrow().pid();
    }

    private Process running() {
        Process now = process;
        if (now == null) {
            throw new IllegalStateException("The site " + name + " is without power.");
        }
        return now;
    }
}
