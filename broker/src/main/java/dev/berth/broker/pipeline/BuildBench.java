package dev.berth.broker.pipeline;

import dev.berth.broker.apt.AptIndex;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.desktop.RdpProbe;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostLoad;
import dev.berth.broker.host.HostState;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.host.Placement;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.VolumeFacts;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The machines and volumes of runs on their hosts: one machine that is built in, one that is tried. They have names of
 * their own, stand on nothing that a desktop uses, and are in no desktop's network. Everything may be repeated.
 */
@Component
class BuildBench {

    static final int RDP_PORT = 3389;

    private static final long MIB = 1024 * 1024;

    private final JdbcHosts hosts;
    private final HostConnections connections;
    private final RdpProbe probe;
    private final GuestBuild guests;
    private final PipelineSettings settings;

    BuildBench(
            JdbcHosts hosts,
            HostConnections connections,
            RdpProbe probe,
            GuestBuild guests,
            PipelineSettings settings) {
        this.hosts = hosts;
        this.connections = connections;
        this.probe = probe;
        this.guests = guests;
        this.settings = settings;
    }

    /** The host with the most room. */
    Placement.Choice choose() {
        var loads = hosts.loads();
        return Placement.choose(
                hosts.list().stream()
                        .filter(host -> host.state() == HostState.ACTIVE)
                        .map(host -> new Placement.Candidate(host, loads.getOrDefault(host.id(), HostLoad.NONE)))
                        .toList(),
                settings.compute());
    }

    Hypervisor on(PipelineRun run) {
        return connections.on(host(run));
    }

    /** As much as the run's phase asks for. */
    Seen look(PipelineRun run) {
        return switch (run.phase()) {
            case BOOTING, SEALING -> look(run, RunNames.build(run.id()), false);
            case TRYING -> look(run, RunNames.trial(run), true);
            case CUSTOMISING -> {
                Seen seen = look(run, RunNames.build(run.id()), false);
                yield seen.machine() == Seen.Machine.RUNNING
                        ? guests.follow(
                                on(run).guest(RunNames.build(run.id())),
                                run.progress().line())
                        : seen;
            }
            case QUEUED, PREPARING, EXPORTING, PUBLISHING, ROLLING_OUT, CLEANING, ENDED -> Seen.NOTHING;
        };
    }

    /** Everything of an earlier attempt goes; then the machine to build in starts on the base's own disks. */
    void lay(PipelineRun run, ImageVersion base) {
        clear(run);
        Hypervisor hypervisor = on(run);
        VolumeName root = RunNames.volume(run.id(), "root");
        VolumeName user = RunNames.volume(run.id(), "user");
        hypervisor.ensureUploaded(root, base.rootFile());
        hypervisor.ensureUploaded(user, base.userFile());
        MachineSpec.Boot boot = boot(run, base);
        if (boot instanceof MachineSpec.Boot.DirectKernel direct) {
            hypervisor.ensureUploaded(direct.kernel(), base.kernelFile());
            hypervisor.ensureUploaded(direct.initrd(), base.initrdFile());
        }
        hypervisor.define(machine(RunNames.build(run.id()), RunNames.hostname(run.id(), "build"), boot, root, user));
        hypervisor.start(RunNames.build(run.id()));
    }

    void begin(PipelineRun run) {
        guests.begin(on(run).guest(RunNames.build(run.id())), run.recipe());
    }

    Manifest stock(PipelineRun run) {
        return guests.stock(on(run).guest(RunNames.build(run.id())));
    }

    List<AptIndex> sources(PipelineRun run) {
        return guests.sources(on(run).guest(RunNames.build(run.id())));
    }

    void shutDown(PipelineRun run) {
        on(run).shutDown(RunNames.build(run.id()));
    }

    /** A machine as a desktop's would be starts: its root stands on the new disk, its user volume is a copy. */
    void beginTrial(PipelineRun run, ImageVersion base) {
        endTrial(run);
        Hypervisor hypervisor = on(run);
        VolumeName root = RunNames.volume(run.id(), "trial-root");
        VolumeName user = RunNames.volume(run.id(), "trial-user");
        VolumeName built = RunNames.volume(run.id(), "root");
        VolumeName home = RunNames.volume(run.id(), "user");
        hypervisor.ensureVolume(new VolumeSpec.LinkedClone(root, built, mib(hypervisor.volume(built))));
        hypervisor.ensureVolume(new VolumeSpec.FullCopy(user, home, mib(hypervisor.volume(home))));
        hypervisor.define(
                machine(RunNames.trial(run), RunNames.hostname(run.id(), "trial"), boot(run, base), root, user));
        hypervisor.start(RunNames.trial(run));
    }

    void endTrial(PipelineRun run) {
        Hypervisor hypervisor = on(run);
        hypervisor.remove(RunNames.trial(run));
        hypervisor.deleteVolume(RunNames.volume(run.id(), "trial-root"));
        hypervisor.deleteVolume(RunNames.volume(run.id(), "trial-user"));
    }

    /** Nothing of the run is left on its host; a run without a host has nothing. */
    void clear(PipelineRun run) {
        if (run.host().isEmpty() || run.host().flatMap(hosts::find).isEmpty()) {
            return;
        }
        endTrial(run);
        Hypervisor hypervisor = on(run);
        hypervisor.remove(RunNames.build(run.id()));
        for (String part : List.of("root", "user", "kernel", "initrd")) {
            hypervisor.deleteVolume(RunNames.volume(run.id(), part));
        }
    }

    private Seen look(PipelineRun run, MachineId id, boolean rdp) {
        Hypervisor hypervisor = on(run);
        return switch (hypervisor.observe(id)) {
            case Observation.Absent _ -> Seen.of(Seen.Machine.ABSENT, false);
            case Observation.Unreachable _ -> Seen.of(Seen.Machine.UNKNOWN, false);
            case Observation.Present(PowerState power) ->
                switch (power) {
                    case OFF -> Seen.of(Seen.Machine.OFF, false);
                    // What crashed, or was saved by somebody, is not what was built.
                    case CRASHED, SAVED -> Seen.of(Seen.Machine.ABSENT, false);
                    case RUNNING, PAUSED -> Seen.of(Seen.Machine.RUNNING, ready(hypervisor, id, rdp));
                };
        };
    }

    private boolean ready(Hypervisor hypervisor, MachineId id, boolean rdp) {
        try {
            return hypervisor.guest(id).answers() && (!rdp || probe.answers(hypervisor.openForward(id, RDP_PORT)));
        } catch (GuestUnavailableException e) {
            return false;
        }
    }

    private MachineSpec machine(
            MachineId id, String hostname, MachineSpec.Boot boot, VolumeName root, VolumeName user) {
        return new MachineSpec(
                id,
                hostname,
                settings.vcpus(),
                settings.memoryMib(),
                boot,
                root,
                Optional.of(user),
                MachineSpec.ISOLATED);
    }

    private static MachineSpec.Boot boot(PipelineRun run, ImageVersion base) {
        return base.directKernel()
                ? new MachineSpec.Boot.DirectKernel(
                        RunNames.volume(run.id(), "kernel"), RunNames.volume(run.id(), "initrd"), base.commandLine())
                : new MachineSpec.Boot.Firmware();
    }

    private static HostId host(PipelineRun run) {
        return run.host()
                .orElseThrow(() -> new HypervisorException("The host of run " + run.label()
                        + " was removed, and what it had made with it. Start another run."));
    }

    private static long mib(VolumeFacts facts) {
        return Math.max(1, facts.capacityBytes() / MIB);
    }
}
