package dev.berth.e2e.production;

import static dev.berth.broker.Within.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A Debian machine in a {@link MachineRoom}: systemd and everything above it, on this machine's kernel. */
final class Machine {

    private static final Duration STEP = Duration.ofMinutes(2);

    private final MachineRoom room;
    private final Process process;
    private final String address;
    private final Path log;

    Machine(MachineRoom room, Process process, String address, Path log) {
        this.room = room;
        this.process = process;
        this.address = address;
        this.log = log;
    }

    String address() {
        return address;
    }

    /** Runs a line of shell as root. */
    Command shell(String line) {
        List<String> words = new ArrayList<>(List.of("ssh"));
        words.addAll(Arrays.asList(room.sshOptions().split(" ")));
        words.addAll(List.of("root@" + address, line));
        return room.inside(log.getParent(), STEP, Map.of(), words);
    }

    /** How Ansible reaches it, as variables of a host. */
    String inventoried() {
        return "{ansible_host: %s, ansible_user: root, ansible_ssh_common_args: '%s'}"
                .formatted(address, room.sshOptions());
    }

    void awaitSsh() {
        within(Duration.ofMinutes(4), "the machine answers SSH; its console: " + console(), this::answers);
    }

    /** Those of the folder {@code people} that it was given are whom its evaluation directory begins with. */
    void knowPeople() {
        shell("install -D -m 644 -t /var/lib/berth /given/people/*").run();
    }

    void powerOff() {
        shell("systemctl poweroff").outcome();
        within(Duration.ofSeconds(30), "the machine is off", () -> !process.isAlive());
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("The machine has ended: " + console());
        }
        return shell("true").outcome().code() == 0;
    }

    private String console() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("The machine wrote nothing in " + log, e);
        }
    }
}
