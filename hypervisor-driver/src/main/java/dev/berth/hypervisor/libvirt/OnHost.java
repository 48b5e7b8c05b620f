package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostConnection;
import java.time.Clock;

/** The parts of a host, over one connection; cheap to make, and thrown away with the call. */
record OnHost(
        BerthConnect connect,
        Pool pool,
        Machines machines,
        KeptMemory keptMemory,
        Forwards forwards,
        Templates templates,
        Clones clones,
        Uses uses) {

    static OnHost over(BerthConnect connect, HostConnection host, LibvirtSettings settings) {
        var pool = new Pool(connect, host.pool(), settings);
        var savedStates = new SavedStates(connect, pool, settings);
        var machines = new Machines(connect, pool, savedStates);
        var spares = new Spares(pool, settings.longCallLimit(), Clock.systemUTC());
        var templates = new Templates(connect, pool, machines, spares, settings.templateBootLimit());
        return new OnHost(
                connect,
                pool,
                machines,
                new KeptMemory(connect, pool, machines, savedStates),
                new Forwards(settings, host.forwardAddress()),
                templates,
                new Clones(connect, pool, machines, templates, spares),
                new Uses(connect, pool));
    }

    Snapshots snapshots() {
        return new Snapshots(connect, pool, machines, uses, new Layers(connect, pool));
    }

    Transfers transfers() {
        return new Transfers(connect, pool, uses);
    }

    Growth growth() {
        return new Growth(connect, pool, uses);
    }
}
