package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Belongings.Thing;
import dev.berth.broker.desktop.Destinations.Choice;
import dev.berth.broker.desktop.Relocation.Phase;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the steps of a move to another host. The row names the old host, whose volumes are whole, until every volume is on
 * the new one; then it names the new one, and what is on the old one is remains. What fails is given up and tried anew.
 */
@Component
class RelocationSteps {

    private static final Logger LOG = LoggerFactory.getLogger(RelocationSteps.class);

    private static final Duration RETRY = Duration.ofSeconds(20);
    private static final Outcome AGAIN = new Outcome.Again();

    private final HostConnections hosts;
    private final VolumeTransport transport;
    private final MemoryTransport memories;
    private final Destinations destinations;
    private final RelocationLedger ledger;
    private final CopyRestart restarts;
    private final Clock clock;

    RelocationSteps(
            HostConnections hosts,
            VolumeTransport transport,
            MemoryTransport memories,
            Destinations destinations,
            RelocationLedger ledger,
            CopyRestart restarts,
            Clock clock) {
        this.hosts = hosts;
        this.transport = transport;
        this.memories = memories;
        this.destinations = destinations;
        this.ledger = ledger;
        this.restarts = restarts;
        this.clock = clock;
    }

    Outcome take(Desktop desktop, Step.OfRelocation step) {
        return switch (step) {
            case Step.ChooseHost _ -> chooseOrSay(desktop);
            case Step.InspectHost _ -> attempt(desktop, () -> inspect(desktop));
            case Step.CopyVolumes _ -> attempt(desktop, () -> transport.copy(desktop));
            case Step.RestoreThere _ -> attempt(desktop, () -> memories.restoreThere(desktop));
            case Step.SwitchHost _ -> switchHost(desktop);
            case Step.GiveUpMove _ -> giveUp(desktop, null);
            case Step.AwaitMove(String note) -> await(desktop, note);
            case Step.LeaveLostHost _ -> leaveLost(desktop);
            case Step.RestartFromCopy _ -> restart(desktop);
        };
    }

    /** That it cannot move does no harm to a desktop: it is said where moves are looked at. */
    private Outcome chooseOrSay(Desktop desktop) {
        try {
            return choose(desktop);
        } catch (HypervisorException e) {
            LOG.warn("Where desktop {} is to move could not be decided.", desktop.id(), e);
            return await(desktop, String.valueOf(e.getMessage()));
        }
    }

    private Outcome choose(Desktop desktop) {
        Hypervisor source = hosts.on(desktop.placedOn());
        List<Thing> things = ledger.belongings(desktop).presentOn(source);
        boolean complete = things.stream().anyMatch(thing -> thing.name().equals(VolumeNames.user(desktop)));
        if (desktop.holdsWork() && !complete) {
            return await(
                    desktop,
                    "Its user volume '" + VolumeNames.user(desktop)
                            + "' is missing on its host. Bring the host's storage back.");
        }
        long bytes = things.stream()
                .mapToLong(thing -> source.volume(thing.name()).allocatedBytes())
                .sum();
        Relocation before = desktop.agenda().residence().relocation();
        boolean saved = memories.isSaved(desktop);
        Choice choice = saved
                ? memories.choose(desktop, host(desktop), bytes, before)
                : destinations.choose(desktop, host(desktop), bytes);
        return switch (choice) {
            case Choice.None(String sentence) -> await(desktop, sentence);
            case Choice.Found(Host host) -> {
                Relocation chosen = Relocation.chosen(host.id(), clock.instant());
                ledger.relocating(desktop, saved ? chosen.after(before) : chosen);
                yield AGAIN;
            }
        };
    }

    /** What goes wrong on the way is given up, so that the next try may choose another host. */
    private Outcome attempt(Desktop desktop, Runnable work) {
        try {
            work.run();
            return AGAIN;
        } catch (HypervisorException | ImageMissingException e) {
            if (!ledger.stillMoves(desktop)) {
                return AGAIN;
            }
            if (hosts.on(desktop.placedOn()).observe(machine(desktop))
                    instanceof Observation.Unreachable(String reason)) {
                LOG.debug("Desktop {} moves on when its host answers: {}", desktop.id(), reason);
                throw e;
            }
            LOG.warn("The move of desktop {} is given up until the next round.", desktop.id(), e);
            return giveUp(desktop, String.valueOf(e.getMessage()));
        }
    }

    /** A volume that is seen on both hosts tells that they have one pool, whatever they are called. */
    private void inspect(Desktop desktop) {
        Hypervisor source = hosts.on(desktop.placedOn());
        Hypervisor target = hosts.on(ledger.underWay(desktop).target());
        boolean shared = SamePool.test(source, target, probe(desktop));
        Host from = host(desktop);
        Host to = destinations.find(ledger.underWay(desktop).target()).orElseThrow();
        if (!shared && from.spec().sharesStorageWith(to.spec())) {
            throw new HypervisorException("Hosts " + from.name() + " and " + to.name()
                    + " are said to share their storage, and do not see the same volumes. Correct one of them.");
        }
        if (!shared) {
            ledger.belongings(desktop).things().stream()
                    .filter(thing -> target.hasVolume(thing.name()))
                    .findFirst()
                    .ifPresent(thing -> {
                        throw new HypervisorException("Host " + to.name() + " holds a volume '" + thing.name()
                                + "' that nothing explains. Look what it is, and remove it there by hand.");
                    });
        }
        if (memories.isSaved(desktop)) {
            memories.keep(desktop, to, shared);
        }
        ledger.changing(desktop, move -> move.in(shared ? Phase.COPIED : Phase.COPYING, shared));
    }

    private Outcome switchHost(Desktop desktop) {
        HostId to = ledger.underWay(desktop).target();
        Optional<Host> host = destinations.find(to).filter(found -> found.state() == HostState.ACTIVE);
        if (host.isEmpty()) {
            return giveUp(desktop, "The host that it was moving to takes no desktops any more.");
        }
        Relocation move = ledger.underWay(desktop);
        ledger.switchHost(desktop, move, host(desktop), host.get());
        move.carried().ifPresent(memory -> memories.forget(to, memory));
        return AGAIN;
    }

    /** @param why null when it is not to move any more */
    private Outcome giveUp(Desktop desktop, @Nullable String why) {
        Relocation move = ledger.present(desktop);
        if (move != null && move.restart() != null) {
            restarts.giveUp(desktop, move.target(), move.restart());
            return AGAIN;
        }
        if (!desktop.agenda().residence().tenure().lost()) {
            tidyOrSay(desktop, move);
        }
        ledger.giveUp(desktop, move, why);
        return why == null ? AGAIN : new Outcome.Until(clock.instant().plus(RETRY));
    }

    private void tidyOrSay(Desktop desktop, @Nullable Relocation move) {
        try {
            tidy(desktop, move);
        } catch (HypervisorException e) {
            LOG.warn("What the move of desktop {} needed on its own host is left there.", desktop.id(), e);
        }
    }

    private void tidy(Desktop desktop, @Nullable Relocation move) {
        if (move != null && move.begun()) {
            Hypervisor source = hosts.on(desktop.placedOn());
            source.deleteVolume(probe(desktop));
            ledger.belongings(desktop).things().forEach(thing -> source.deleteVolume(thing.loosened()));
            move.carried().ifPresent(source::deleteVolume);
        }
    }

    private Outcome await(Desktop desktop, String note) {
        Relocation move = desktop.agenda().residence().relocation();
        if (move != null && move.begun()) {
            return giveUp(desktop, note);
        }
        if (move == null
                || !Objects.equals(move.note(), note)
                || move.since().plus(Duration.ofHours(1)).isBefore(clock.instant())) {
            ledger.relocating(desktop, Relocation.waiting(note, clock.instant()).after(move));
            return AGAIN;
        }
        return new Outcome.Until(clock.instant().plus(RETRY));
    }

    /** From shared storage; one that nobody ever worked on is made anew; everything else waits for its host. */
    private Outcome leaveLost(Desktop desktop) {
        Host lost = host(desktop);
        if (desktop.isInstance()) {
            ledger.endThere(desktop, lost);
            return AGAIN;
        }
        if (!desktop.holdsWork()) {
            ledger.leaveBehind(desktop, lost);
            return AGAIN;
        }
        if (lost.spec().sharedStorage() == null) {
            return leaveForCopy(desktop, lost);
        }
        return switch (destinations.chooseSharing(desktop, lost)) {
            case Choice.None(String sentence) -> ledger.waitForHost(desktop, sentence);
            case Choice.Found(Host host) -> {
                Hypervisor target = hosts.on(host.id());
                target.lookAnew();
                if (!target.hasVolume(VolumeNames.user(desktop))) {
                    yield ledger.waitForHost(
                            desktop,
                            "Host " + host.name() + " does not see its user volume '" + VolumeNames.user(desktop)
                                    + "', though it is said to share its storage.");
                }
                ledger.restartElsewhere(desktop, lost, host);
                yield AGAIN;
            }
        };
    }

    /** What is terminated is not made anew from a copy: it has time. */
    private Outcome leaveForCopy(Desktop desktop, Host lost) {
        String declared = "Its host " + lost.name() + " was declared lost. ";
        if (desktop.state() == DesktopState.TERMINATED || desktop.state() == DesktopState.TERMINATING) {
            return ledger.waitForHost(desktop, declared + "What is kept of it is there, and waits for it.");
        }
        try {
            return switch (restarts.choose(desktop, lost, destinations)) {
                case Choice.None(String sentence) -> ledger.waitForHost(desktop, declared + sentence);
                case Choice.Found _ -> AGAIN;
            };
        } catch (HypervisorException e) {
            LOG.warn("Where desktop {} goes on could not be decided.", desktop.id(), e);
            return ledger.waitForHost(desktop, declared + e.getMessage());
        }
    }

    private Outcome restart(Desktop desktop) {
        Relocation move = ledger.underWay(desktop);
        Relocation.Restart restart = move.restart();
        Optional<Host> to = destinations.find(move.target()).filter(found -> found.state() == HostState.ACTIVE);
        if (restart == null || to.isEmpty()) {
            return giveUp(desktop, null);
        }
        try {
            restarts.go(desktop, move, restart, host(desktop), to.get());
            return AGAIN;
        } catch (HypervisorException | ImageMissingException e) {
            LOG.warn(
                    "Desktop {} does not go on from the copy on host {} yet.",
                    desktop.id(),
                    to.get().name(),
                    e);
            restarts.giveUp(desktop, move.target(), restart);
            return ledger.waitForHost(desktop, "It could not go on from a copy: " + e.getMessage());
        }
    }

    private Host host(Desktop desktop) {
        return destinations.find(desktop.placedOn()).orElseThrow();
    }

    private static VolumeName probe(Desktop desktop) {
        return new VolumeName(desktop.id() + "-probe");
    }

    private static MachineId machine(Desktop desktop) {
        return new MachineId(desktop.id().value());
    }
}
