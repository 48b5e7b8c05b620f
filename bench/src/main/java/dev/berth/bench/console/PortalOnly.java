package dev.berth.bench.console;

import dev.berth.bench.bed.BerthProcess;
import dev.berth.bench.bed.ClearedOnce;
import dev.berth.bench.bed.EmbeddedDatabase;
import java.nio.file.Path;
import java.util.List;

/**
 * A Berth that shows pages and does nothing else: no reconciler takes the seeded desktops for work, and no timer ends their
 * sessions. It and its database end with the run, also by Ctrl-C.
 */
final class PortalOnly implements AutoCloseable {

    private static final List<String> SETTINGS = List.of(
            "--berth.roles=PORTAL",
            "--berth.evaluation.seed=false",
            "--berth.host.refresh-interval=1h",
            "--berth.session.input-timeout=0s",
            "--berth.session.unattended-timeout=0s",
            "--berth.session.opening-timeout=0s");

    private final BerthProcess berth;
    private final Path data;
    private final ClearedOnce cleared;

    private PortalOnly(BerthProcess berth, Path data) {
        this.berth = berth;
        this.data = data;
        cleared = new ClearedOnce("bench-clear", this::end);
    }

    static PortalOnly start(Path jar, Path data) {
        return new PortalOnly(BerthProcess.start(jar, data, List.of(), SETTINGS), data);
    }

    BerthProcess berth() {
        return berth;
    }

    @Override
    public void close() {
        cleared.close();
    }

    private void end() {
        berth.close();
        EmbeddedDatabase.stop(data);
    }
}
