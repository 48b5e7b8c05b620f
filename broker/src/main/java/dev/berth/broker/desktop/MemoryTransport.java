package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Destinations.Choice;
import dev.berth.broker.desktop.Relocation.Refusal;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.LostMemory;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.VolumeName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings saved memory to the host that a desktop moves to. The machine that has it stays saved where it is until the row
 * names the other host, which happens only once that one has restored the memory: a host that cannot is not asked again.
 */
@Component
class MemoryTransport {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryTransport.class);

    private static final long MIB = 1024 * 1024;
    private static final String OTHERWISE =
            " Its memory is saved, and open programs with it. It moves without them when its person has shut it down;"
                    + " or drain the host with saved desktops shut down.";

    private final HostConnections hosts;
    private final Destinations destinations;
    private final Making making;
    private final RelocationLedger ledger;

    MemoryTransport(HostConnections hosts, Destinations destinations, Making making, RelocationLedger ledger) {
        this.hosts = hosts;
        this.destinations = destinations;
        this.making = making;
        this.ledger = ledger;
    }

    boolean isSaved(Desktop desktop) {
        return hosts.on(desktop.placedOn()).observe(machine(desktop))
                        instanceof Observation.Present(Observation.PowerState power)
                && power == Observation.PowerState.SAVED;
    }

    /** @param before what earlier tries found out */
    Choice choose(Desktop desktop, Host from, long bytes, @Nullable Relocation before) {
        List<Refusal> refusals = before == null ? List.of() : before.refusals();
        List<HostId> refused = refusals.stream().map(Refusal::host).toList();
        long memory = desktop.blueprint().compute().memoryMib() * MIB;
        return switch (destinations.chooseApart(desktop, from, bytes + memory, refused)) {
            case Choice.Found found -> found;
            case Choice.None(String sentence) ->
                new Choice.None(refusals.stream()
                                .map(Refusal::why)
                                .collect(Collectors.joining(" ", "", " "))
                                .stripLeading()
                        + sentence
                        + OTHERWISE);
        };
    }

    /** Makes the memory a volume, before anything is sent. What has that name already is an earlier try's. */
    void keep(Desktop desktop, Host to, boolean shared) {
        if (shared) {
            throw refusal(desktop, to, "It has the same storage, so that two machines would be at the same disks.");
        }
        VolumeName memory = VolumeNames.memory(desktop.id(), desktop.blueprint().disks());
        Hypervisor target = hosts.on(to.id());
        boolean free = switch (target.observe(machine(desktop))) {
            case Observation.Absent _ -> !target.hasVolume(memory);
            case Observation.Present _ -> false;
            // That says nothing of the host, which is asked again.
            case Observation.Unreachable(String reason) ->
                throw new HostUnreachableException(reason, new IllegalStateException(reason));
        };
        if (!free) {
            throw refusal(desktop, to, "It has a machine or memory of the desktop already, which nothing explains.");
        }
        Hypervisor source = hosts.on(desktop.placedOn());
        // Written before it is done, so that the sweep leaves it.
        ledger.changing(desktop, move -> move.carrying(memory));
        ledger.deleting(desktop, () -> source.deleteVolume(memory));
        source.keepMemory(machine(desktop), memory);
    }

    /** The last of what is sent. */
    void copy(Desktop desktop, VolumeCourier courier) {
        Relocation move = ledger.underWay(desktop);
        Optional<VolumeName> memory =
                move.carried().filter(name -> !move.copied().contains(name.value()));
        if (memory.isPresent()) {
            VolumeName name = memory.get();
            ledger.deleting(desktop, () -> hosts.on(move.target()).deleteVolume(name));
            courier.carryMemory(name);
            ledger.changing(desktop, now -> now.withCopied(name.value()));
        }
    }

    /**
     * Nothing runs in the guest for that. Until it is done, the machine on the old host is the desktop. The host may have
     * filled while volumes were sent: what runs there is not put at risk for it.
     */
    void restoreThere(Desktop desktop) {
        Relocation move = ledger.underWay(desktop);
        Host to = destinations.find(move.target()).orElseThrow();
        destinations.hindrance(desktop, to).ifPresent(why -> {
            throw new HypervisorException("Host " + to.name() + " " + why
                    + " by now, too little to restore it there. It moves once a host has room.");
        });
        Hypervisor target = hosts.on(to.id());
        VolumeName memory = move.carried().orElseThrow();
        MachineSpec machine = making.recipe(desktop).machine();
        var lost = new AtomicReference<@Nullable LostMemory>();
        try {
            ledger.deleting(
                    desktop,
                    () -> lost.set(target.putSentMemoryBack(machine, memory).orElse(null)));
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            throw refusal(desktop, to, e.getMessage());
        }
        LostMemory refused = lost.get();
        if (refused != null) {
            // The memory itself is on the old host, as it was.
            ledger.deleting(desktop, () -> target.deleteVolume(new VolumeName(refused.kept())));
            throw refusal(desktop, to, refused.reason());
        }
        ledger.changing(desktop, now -> now.in(Relocation.Phase.RESTORED, false));
    }

    /** The machine has it. What cannot be deleted, the sweep removes. */
    void forget(HostId host, VolumeName memory) {
        try {
            hosts.on(host).deleteVolume(memory);
        } catch (HypervisorException e) {
            LOG.info("Kept memory {} is left to the sweep.", memory, e);
        }
    }

    private HypervisorException refusal(Desktop desktop, Host to, @Nullable String why) {
        String sentence = "Host " + to.name() + " does not take its saved memory: " + why;
        ledger.changing(desktop, move -> move.refused(new Refusal(to.id(), sentence)));
        return new HypervisorException(sentence);
    }

    private static MachineId machine(Desktop desktop) {
        return new MachineId(desktop.id().value());
    }
}
