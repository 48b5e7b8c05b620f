package dev.berth.hypervisor.libvirt;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The programs that a guest image of Berth has for its host. */
final class Guests {

    /** Waits until the guest has seen the disk that was attached to it, and has looked at it. */
    static final List<String> SEES_SECOND_DISK = List.of("/bin/sh", "-c", """
            for turn in $(seq 100); do
                [ -e /sys/block/vdb ] && exec udevadm settle --timeout=10
                sleep 0.1
            done
            exit 1
            """);

    static final List<String> RDP_LISTENS = List.of("/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3389");
    static final List<String> BOOT_HAS_ENDED = List.of("/bin/systemctl", "is-system-running", "--wait");
    static final List<String> WRITE_BACK = List.of("/bin/sync");

    /** Lets the guest go on by itself when nobody has told it to: it is started before its file systems stand still. */
    static final List<String> THAW_LATER = List.of("/bin/sh", "-c", """
            sleep 20
            while read -r device folder rest; do
                case $device in /dev/*) /sbin/fsfreeze --unfreeze "$folder" ;; esac
            done </proc/mounts
            """);

    private static final String IDENTIFY = "/usr/lib/berth/identify";
    private static final String ATTACH_HOME = "/usr/lib/berth/attach-home";
    private static final int ENTROPY_BYTES = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Guests() {}

    /** Makes a restored guest itself: name, machine id, keys, clock, and with {@link #entropy} on its input its randomness. */
    static List<String> identify(String hostname, Instant now) {
        return List.of(IDENTIFY, hostname, seconds(now));
    }

    /** Mounts a user volume that was attached while the guest runs, once the guest sees all of it. */
    static List<String> attachHome(long volumeBytes) {
        return List.of(ATTACH_HOME, Long.toString(volumeBytes));
    }

    static List<String> setClock(Instant now) {
        return List.of("/bin/date", "-u", "-s", "@" + seconds(now));
    }

    private static String seconds(Instant now) {
        return String.format(Locale.ROOT, "%d.%09d", now.getEpochSecond(), now.getNano());
    }

    /** Ends a program that was started. */
    static List<String> stop(long process) {
        return List.of("/bin/kill", Long.toString(process));
    }

    static String entropy() {
        var bytes = new byte[ENTROPY_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
