package dev.berth.bench.raw;

import java.nio.file.Path;
import java.util.UUID;

/** One machine that is made, started, saved and reached by virsh and a bare guacd; it goes when this is closed. */
public final class RawMachine implements AutoCloseable {

    /** Volumes, description and start: what a planner's own time comes on top of. */
    public static final String VOLUMES = "volumes";

    public static final String DEFINE = "define";
    public static final String START = RawDoor.START;
    private final Virsh virsh;
    private final RawPool pool;
    private final Blueprint blueprint;
    private final UUID uuid = UUID.randomUUID();
    private final String name;
    private final RawDoor door;

    public RawMachine(Virsh virsh, RawPool pool, Guacd guacd, Blueprint blueprint, String namePrefix) {
        this.virsh = virsh;
        this.pool = pool;
        this.blueprint = blueprint;
        name = namePrefix + uuid.toString().substring(0, 8);
        door = new RawDoor(virsh, guacd, name);
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
        visit(steps);
        return steps;
    }

    /** Saves the machine with its memory and turns it off. */
    public Steps save() {
        return door.save();
    }

    /** From saved memory to the first picture. */
    public Steps resume() {
        Steps steps = door.restore();
        visit(steps);
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
        visit(steps);
        return steps;
    }

    /** To a guest that runs and lets in: guacd's connection alone. */
    public Steps connect() {
        Steps steps = new Steps();
        look(steps);
        return steps;
    }

    @Override
    public void close() {
        virsh.attempt("destroy", name);
        virsh.attempt("undefine", name, "--managed-save", "--snapshots-metadata", "--checkpoints-metadata");
        pool.drop(root());
        pool.drop(user());
    }

    private void visit(Steps steps) {
        door.open(steps);
        look(steps);
    }

    private void look(Steps steps) {
        try (BareConnect connect = door.look(steps)) {
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
}
