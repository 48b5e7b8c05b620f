package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A desktop whose person writes files into it, on hosts that are drained, taken back, cut off and declared lost. In the end
 * all hosts answer and are taken back.
 */
abstract class HostsHistory extends MortalHistory {

    final Bundle bundle;
    final PersonId person;
    final List<String> written = new ArrayList<>();
    final Map<HostId, SimulatedWorld> worlds = new HashMap<>();
    final List<HostId> hosts = new ArrayList<>();
    DesktopId desktop;
    private final Set<SimulatedWorld> cutOff = new HashSet<>();
    private final int rounds;

    /** @param rounds in which the hosts are taken back in the end */
    HostsHistory(TestRegion region, Random random, int longestLife, int rounds) {
        super(region, random, 10, longestLife);
        this.rounds = rounds;
        bundle = region.bundle(RunningMode.AUTO_STOP);
        person = region.person();
    }

    /** @param shared the pool that it shares with others of that name */
    final void add(SimulatedWorld world, @Nullable String shared) {
        HostId host = region.addHost(node, world, shared).id();
        worlds.put(host, world);
        hosts.add(host);
    }

    final void open() {
        desktop = node.desktops.open(person, bundle).id();
        region.settle(node);
    }

    abstract void randomAct();

    @Override
    final void step(int number) {
        write(number);
        randomAct();
    }

    /** A file that is never changed again; only where somebody could have written it. */
    private void write(int number) {
        Desktop now = region.rows.find(desktop).orElseThrow();
        if (now.state() == DesktopState.AVAILABLE && runsIn().contains(worlds.get(now.placedOn()))) {
            String path = "/home/person/file-" + number;
            worlds.get(now.placedOn()).write(VolumeNames.user(now), path, path);
            written.add(path);
        }
    }

    /** The hosts on which its machine runs, those that are cut off included. */
    final List<SimulatedWorld> runsIn() {
        return worlds.values().stream()
                .filter(world -> world.runs(new MachineId(desktop.value())))
                .toList();
    }

    final void cutOffOrBack(SimulatedWorld world) {
        if (!cutOff.remove(world)) {
            cutOff.add(world);
        }
        world.unreachable(cutOff.contains(world));
        work();
    }

    /** Whoever says that it is off has seen to it, or says nothing and lets Berth do it. */
    final void lose(HostId host, SimulatedWorld world) {
        boolean off = random.nextBoolean();
        if (off) {
            world.unreachable(false);
            for (MachineId machine : world.allMachines()) {
                world.powerOffByHand(machine);
            }
            world.unreachable(true);
            cutOff.add(world);
        }
        act(node -> {
            node.watch.ask(host);
            String name = node.hostStore.find(host).orElseThrow().name();
            node.hosts.declareLost(host, revision(host), name, off, TestRegion.TEST);
        });
    }

    final long revision(HostId host) {
        return node.hostStore.find(host).orElseThrow().revision();
    }

    @Override
    final boolean isRefusal(RuntimeException e) {
        return super.isRefusal(e) || e instanceof ChangeRefusedException || e instanceof StaleRevisionException;
    }

    @Override
    final void pass() {
        hosts.forEach(node.watch::ask);
        region.clock.advance(Duration.ofSeconds(21));
        node.reconciler.reconcile();
    }

    @Override
    final void heal() {
        worlds.values().forEach(world -> {
            world.faults().clear();
            world.unreachable(false);
        });
    }

    @Override
    final void workToTheEnd() {
        for (int i = 0; i < rounds; i++) {
            work();
            for (HostId host : hosts) {
                if (node.hostStore.find(host).orElseThrow().state() != HostState.ACTIVE) {
                    act(node -> node.hosts.activate(host, revision(host), TestRegion.TEST));
                }
            }
        }
    }
}
