package dev.berth.bench.raw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.UUID;

/** The way to the picture of a machine that is there, by virsh and a bare guacd, whoever made it. */
public final class RawDoor {

    public static final String START = "start";
    public static final String AGENT = "agent";
    public static final String PASSWORD = "password";
    public static final String RDP = "rdp";
    public static final String PICTURE = "picture";

    /** How often Berth asks, too, by default. */
    private static final Duration POLL = Duration.ofMillis(100);

    private static final Duration BOOT_LIMIT = Duration.ofMinutes(5);
    private static final String ACCOUNT = "person";
    private static final int RDP_PORT = 3389;

    private final Virsh virsh;
    private final Guacd guacd;
    private final String name;
    private String password = "";
    private int port;

    /** @param guacd on the machine's host: the guest is let in where guacd listens */
    public RawDoor(Virsh virsh, Guacd guacd, String name) {
        this.virsh = virsh;
        this.guacd = guacd;
        this.name = name;
    }

    /** Saves the machine with its memory and turns it off. */
    public Steps save() {
        Steps steps = new Steps();
        virsh.run("managedsave", name);
        steps.reached("save");
        return steps;
    }

    /** Starts it from saved memory; the clock runs on. */
    public Steps restore() {
        Steps steps = new Steps();
        virsh.run("start", name);
        steps.reached(START);
        return steps;
    }

    /** Waits for the guest of a machine that was started, and lets its person in. */
    public void open(Steps steps) {
        Waiting.until(
                "the agent of " + name + " to answer",
                POLL,
                BOOT_LIMIT,
                () -> virsh.attempt("qemu-agent-command", name, "--timeout", "1", "{\"execute\":\"guest-ping\"}")
                        .ok());
        steps.reached(AGENT);
        password = UUID.randomUUID().toString();
        virsh.run("set-user-password", name, ACCOUNT, password);
        steps.reached(PASSWORD);
        port = freePort();
        virsh.run(
                "qemu-monitor-command",
                name,
                "--hmp",
                "hostfwd_add hostnet0 tcp:" + guacd.host() + ":" + port + "-:" + RDP_PORT);
        Waiting.until("RDP of " + name + " to answer", POLL, BOOT_LIMIT, () -> RdpProbe.answers(guacd.host(), port));
        steps.reached(RDP);
    }

    /** Connects, and returns when the first picture was there. */
    public BareConnect look(Steps steps) {
        BareConnect connect = BareConnect.untilFirstPicture(guacd, Screen.rdp(guacd.host(), port, ACCOUNT, password));
        steps.reached(PICTURE);
        return connect;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }
}
