package dev.berth.bench.mainjob;

import dev.berth.bench.bed.BerthProcess;
import dev.berth.bench.bed.ClearedOnce;
import dev.berth.bench.bed.EmbeddedDatabase;
import dev.berth.bench.bed.Scratch;
import dev.berth.bench.raw.Blueprint;
import dev.berth.bench.raw.RawMachine;
import dev.berth.bench.raw.RawPool;
import dev.berth.bench.raw.Virsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a run takes place: a data folder, storage pools and machine names of its own, next to whatever the machine has,
 * and nothing left of them when it is closed, also by Ctrl-C.
 */
public final class Bed implements AutoCloseable {

    private static final Path LOG = Path.of("target", "bench", "berth.log").toAbsolutePath();

    private final Options options;
    private final Virsh virsh;
    private final String name;

    /** How the names of its guests begin: short, for theirs are at most 15 characters. */
    private final String guests;

    private final Scratch scratch;
    private final ClearedOnce cleared;
    private @Nullable BerthProcess berth;
    private @Nullable RawPool rawPool;

    private Bed(Options options, Scratch scratch) {
        this.options = options;
        this.virsh = new Virsh(options.libvirt());
        this.scratch = scratch;
        String run = UUID.randomUUID().toString().substring(0, 5);
        name = "bench-" + run;
        guests = "b" + run;
        cleared = new ClearedOnce("bench-clear", this::clear);
    }

    public static Bed make(Options options) {
        return new Bed(options, Scratch.make("berth-bench-"));
    }

    /** Starts Berth over this bed's data, with more settings. */
    public synchronized BerthProcess start(Path jar, List<String> jvmFlags, List<String> settings) {
        List<String> all = new ArrayList<>(settings());
        all.addAll(settings);
        List<String> flags = new ArrayList<>(options.jvmFlags());
        flags.addAll(jvmFlags);
        stop();
        BerthProcess started = BerthProcess.start(jar, data(), flags, all);
        berth = started;
        return started;
    }

    public BerthProcess start(List<String> settings) {
        return start(options.jar(), List.of(), settings);
    }

    public synchronized void stop() {
        if (berth != null) {
            berth.close();
            berth = null;
        }
    }

    /** What keeps a Berth of this bed apart from any other on the machine. */
    public List<String> settings() {
        return List.of(
                "--berth.evaluation.host-uri=" + options.libvirt(),
                "--berth.lifecycle.keep-terminated=0s",
                "--berth.evaluation.host-pool=" + name,
                "--berth.evaluation.image-dir=" + options.imageDir().toAbsolutePath(),
                "--berth.desktop.hostname=" + guests + "-{id}",
                "--berth.gateway.guacd.host=" + options.guacd().host(),
                "--berth.gateway.guacd.port=" + options.guacd().port());
    }

    public Virsh virsh() {
        return virsh;
    }

    public Path data() {
        return scratch.folder();
    }

    String pool() {
        return name;
    }

    /** The folder of Berth's pool. */
    Path poolFolder() {
        String xml = virsh.run("pool-dumpxml", name);
        return Path.of(xml.substring(xml.indexOf("<path>") + "<path>".length(), xml.indexOf("</path>")));
    }

    /** libvirt's name of a desktop's machine, whose UUID is the desktop's id. */
    String machineOf(String desktop) {
        return virsh.run("domname", desktop).strip();
    }

    synchronized RawMachine rawMachine(Blueprint blueprint) {
        if (rawPool == null) {
            rawPool = RawPool.make(virsh, name + "-raw", poolFolder().resolveSibling(name + "-raw"));
        }
        return new RawMachine(virsh, rawPool, options.guacd(), blueprint, name + "-raw-");
    }

    @Override
    public void close() {
        cleared.close();
    }

    private synchronized void clear() {
        stop();
        EmbeddedDatabase.stop(data());
        for (String machine : virsh.attempt("list", "--all", "--name").output().split("\\s+")) {
            if (machine.startsWith(name)
                    || machine.startsWith(guests + "-")
                    || machine.startsWith("berth-template-" + name)) {
                virsh.attempt("destroy", machine);
                virsh.attempt("undefine", machine, "--managed-save", "--snapshots-metadata", "--checkpoints-metadata");
            }
        }
        if (rawPool != null) {
            rawPool.close();
        }
        RawPool.remove(virsh, name);
        keepLog();
        scratch.close();
    }

    /** Berth's log of the run, for whoever asks why a figure is what it is. */
    private void keepLog() {
        Path log = data().resolve("berth.log");
        try {
            if (Files.exists(log)) {
                Files.createDirectories(LOG.getParent());
                Files.copy(log, LOG, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            System.err.println("Berth's log of the run could not be kept at " + LOG + ": " + e);
        }
    }
}
