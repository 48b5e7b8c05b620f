package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.GuestUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks with the guest agent of one running machine. What comes back is the guest's word: untrusted. */
final class Agent {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PING_SECONDS = 1;
    private static final int COMMAND_SECONDS = 15;
    /** How the agents of Linux and of Windows say that there is no such file. */
    private static final List<String> NO_FILE = List.of("No such file", "cannot find the");

    private static final int MOST_OUTPUT_BYTES = 1024 * 1024;
    private static final long FIRST_POLL_NANOS = 10_000_000;
    private static final long LONGEST_POLL_NANOS = 80_000_000;
    private static final Duration CLOCK_LIMIT = Duration.ofSeconds(5);
    private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(250);
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Domain domain;

    Agent(Domain domain) {
        this.domain = domain;
    }

    /** Whether the agent holds its end of the channel open; costs the guest nothing. */
    boolean isConnected() throws LibvirtException {
        return Xml.all(Xml.parse(domain.getXMLDesc(0)), "devices/channel/target").stream()
                .filter(target -> target.getAttribute("name").equals(MachineXml.AGENT_CHANNEL))
                .anyMatch(target -> target.getAttribute("state").equals("connected"));
    }

    void ping() throws LibvirtException {
        domain.qemuAgentCommand(JSON.writeValueAsString(Map.of("execute", "guest-ping")), PING_SECONDS, 0);
    }

    /** Lets every file system of the guest stand still, and tells how many do. */
    int freeze(int limitSeconds) throws LibvirtException {
        return command("guest-fsfreeze-freeze", Map.of(), limitSeconds).asInt(0);
    }

    /** Lets the guest's file systems go on; fine where they do. */
    void thaw(int limitSeconds) throws LibvirtException {
        command("guest-fsfreeze-thaw", Map.of(), limitSeconds);
    }

    /**
     * Sets the clock. The agent's own command waits up to a second for the hardware clock's next tick, so a guest that has
     * {@code date} is asked for that.
     */
    void setClock(Instant now) throws LibvirtException {
        try {
            if (exec(Guests.setClock(now), "", CLOCK_LIMIT).exitCode() == 0) {
                return;
            }
        } catch (LibvirtException | GuestUnavailableException e) {
            System.getLogger(Agent.class.getName())
                    .log(System.Logger.Level.DEBUG, "The guest has no 'date'; its agent sets the clock.", e);
        }
        setClockByAgent(now);
    }

    private void setClockByAgent(Instant now) throws LibvirtException {
        long nanos = Math.addExact(Math.multiplyExact(now.getEpochSecond(), NANOS_PER_SECOND), now.getNano());
        command("guest-set-time", Map.of("time", nanos));
    }

    /**
     * Sets the clock if it is off by more than {@link #CLOCK_TOLERANCE}, as it is where the guest was so busy that the time it
     * was told had passed when it took it. Asking costs one round trip.
     */
    void correctClock(Clock clock) throws LibvirtException {
        var before = clock.instant();
        long nanos = command("guest-get-time", Map.of()).asLong(0);
        var after = clock.instant();
        var guests = Instant.EPOCH.plusNanos(nanos);
        if (guests.isBefore(before.minus(CLOCK_TOLERANCE)) || guests.isAfter(after.plus(CLOCK_TOLERANCE))) {
            setClock(clock.instant());
        }
    }

    /** Lets the guest set its clock, and does not wait for that. A guest without agent keeps its own clock. */
    void setClockIfConnected(Instant now) {
        try {
            if (isConnected()) {
                try {
                    start(Guests.setClock(now), "");
                } catch (LibvirtException | GuestUnavailableException e) {
                    setClockByAgent(now);
                }
            }
        } catch (LibvirtException | GuestUnavailableException e) {
            System.getLogger(Agent.class.getName())
                    .log(System.Logger.Level.WARNING, "A resumed guest did not take the time; its clock is behind.", e);
        }
    }

    ExecResult exec(List<String> command, String standardInput, Duration limit) throws LibvirtException {
        return await(start(command, standardInput), limit);
    }

    /** A program that runs in the guest. */
    record Started(String program, long process) {}

    Started start(List<String> command, String standardInput) throws LibvirtException {
        var started = command(
                "guest-exec",
                Map.of(
                        "path",
                        command.getFirst(),
                        "arg",
                        command.subList(1, command.size()),
                        "input-data",
                        Base64.getEncoder().encodeToString(standardInput.getBytes(StandardCharsets.UTF_8)),
                        "capture-output",
                        true));
        return new Started(command.getFirst(), started.path("pid").asLong(-1));
    }

    ExecResult await(Started started, Duration limit) throws LibvirtException {
        long end = System.nanoTime() + limit.toNanos();
        long pause = FIRST_POLL_NANOS;
        while (true) {
            var status = command("guest-exec-status", Map.of("pid", started.process()));
            if (status.path("exited").asBoolean(false)) {
                return new ExecResult(
                        status.path("exitcode").asInt(-1), text(status, "out-data"), text(status, "err-data"));
            }
            if (System.nanoTime() > end) {
                throw new GuestUnavailableException(
                        "Program '" + started.program() + "' in the guest did not end within " + limit.toSeconds()
                                + " s. Look into the guest, or give it more time.");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_POLL_NANOS, pause * 2);
        }
    }

    /** The beginning of a file; nothing where there is none. */
    Optional<byte[]> read(String file, int mostBytes) throws LibvirtException {
        JsonNode handle;
        try {
            handle = command("guest-file-open", Map.of("path", file, "mode", "r"));
        } catch (LibvirtException e) {
            if (NO_FILE.stream().anyMatch(String.valueOf(e.getMessage())::contains)) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            var bytes = bytes(command("guest-file-read", Map.of("handle", handle, "count", mostBytes)), "buf-b64");
            return Optional.of(bytes.length > mostBytes ? Arrays.copyOf(bytes, mostBytes) : bytes);
        } finally {
            command("guest-file-close", Map.of("handle", handle));
        }
    }

    private JsonNode command(String name, Map<String, ?> arguments) throws LibvirtException {
        return command(name, arguments, COMMAND_SECONDS);
    }

    private JsonNode command(String name, Map<String, ?> arguments, int limitSeconds) throws LibvirtException {
        var answer = domain.qemuAgentCommand(
                JSON.writeValueAsString(Map.of("execute", name, "arguments", arguments)), limitSeconds, 0);
        try {
            return JSON.readTree(answer).path("return");
        } catch (JacksonException e) {
            throw new GuestUnavailableException("The guest agent's answer to " + name + " is no JSON.", e);
        }
    }

    private static String text(JsonNode status, String field) {
        var bytes = bytes(status, field);
        return new String(
                bytes.length > MOST_OUTPUT_BYTES ? Arrays.copyOf(bytes, MOST_OUTPUT_BYTES) : bytes,
                StandardCharsets.UTF_8);
    }

    private static byte[] bytes(JsonNode status, String field) {
        try {
            return Base64.getDecoder().decode(status.path(field).asString(""));
        } catch (IllegalArgumentException e) {
            throw new GuestUnavailableException("The guest agent's " + field + " is not base64.", e);
        }
    }
}
