package dev.berth.bench.raw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** One machine that is made, started, saved and reached by virsh and a bare guacd; it goes when this is closed. */
public final class RawMachine implements AutoCloseable {

    /** Volumes, description and start: what a planner's own time comes on top of. */
    public static final String VOLUMES = "volumes";

    public static final String DEFINE = "define";
    public static final String START = "start";
    public static final String AGENT = "agent";
    public static final String PASSWORD = "password";
    public static final String RDP = "rdp";
    public static final String PICTURE = "picture";

    /** How often Berth asks, too, by default. */
    private static final Duration POLL = Duration.ofMillis(100);

    private static final Duration BOOT_LIMIT = Duration.ofMinutes(5);
    private static final String ACCOUNT = "person";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int RDP_PORT = 3389;

    private final Virsh virsh;
    private final RawPool pool;
    private final Guacd guacd;
    private final Blueprint blueprint;
    private final UUID uuid = UUID.randomUUID();
    private final String name;
    private String password = "";
    private int port;

    public RawMachine(Virsh virsh, RawPool pool, Guacd guacd, Blueprint blueprint, String namePrefix) {
        this.virsh = virsh;
        this.pool = pool;
        this.guacd = guacd;
        this.blueprint = blueprint;
        name = namePrefix + uuid.toString().substring(0, 8);
    }

    /** From nothing to the first picture, by booting. */
    public Steps coldStart() {
        Steps steps = new Steps();
        pool.overlay(root(), blueprint.image(), blueprint.rootBytes());
        pool.copy(user(), blueprint.userImage(), blueprint.userBytes());
        steps.reached(VOLUMES);
        virsh.run(
                "define",
                Xml.file(blueprint.as(name, uuid, pool.path(root()), pool.path(user())))
                        .toString());
        steps.reached(DEFINE);
        virsh.run("start", name);
        steps.reached(START);
        reach(steps);
        return steps;
    }

    /** Saves the machine with its memory and turns it off. */
    public Steps save() {
        Steps steps = new Steps();
        virsh.run("managedsave", name);
        steps.reached("save");
        return steps;
    }

    /** From saved memory to the first picture. */
    public Steps resume() {
        Steps steps = new Steps();
        virsh.run("start", name);
        steps.reached(START);
        reach(steps);
        return steps;
    }

    /** From nothing to the first picture, by a copy of a template's memory. */
    public Steps cloneOf(SavedTemplate template) {
        Steps steps = new Steps();
        pool.overlay(root(), template.root(), 0);
        pool.copy(user(), blueprint.userImage(), blueprint.userBytes());
        steps.reached(VOLUMES);
        Path memory = pool.path(name + ".memory");
        template.copyTo(memory, name, uuid, pool.path(root()), pool.path(user()));
        steps.reached("copy");
        virsh.run("restore", memory.toString());
        steps.reached("restore");
        reach(steps);
        return steps;
    }

    /** To a guest that runs and lets in: guacd's connection alone. */
    public Steps connect() {
        Steps steps = new Steps();
        picture(steps);
        return steps;
    }

    @Override
    public void close() {
        virsh.attempt("destroy", name);
        virsh.attempt("undefine", name, "--managed-save", "--snapshots-metadata", "--checkpoints-metadata");
        pool.drop(root());
        pool.drop(user());
    }

    private void reach(Steps steps) {
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
                "hostfwd_add hostnet0 tcp:" + LOOPBACK + ":" + port + "-:" + RDP_PORT);
        Waiting.until("RDP of " + name + " to answer", POLL, BOOT_LIMIT, () -> RdpProbe.answers(LOOPBACK, port));
        steps.reached(RDP);
        picture(steps);
    }

    private void picture(Steps steps) {
        try (BareConnect connect =
                BareConnect.untilFirstPicture(guacd, Screen.rdp(LOOPBACK, port, ACCOUNT, password))) {
            steps.reached(PICTURE);
            connect.stay(Visit.STAY);
        }
        Waiting.pause(Visit.SETTLE);
    }

    private String root() {
        return name + "-root";
    }

    private String user() {
        return name + "-user";
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }
}
