package dev.berth.broker.desktop;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Making.Recipe;
import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.LostMemory;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Takes the steps of an exchange of disks. Until its end the old volumes are touched by none of them. */
@Component
class ExchangeSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeSteps.class);

    private static final Duration SOMEBODY_ELSE_UPLOADS = Duration.ofMillis(250);
    private static final Outcome AGAIN = new Outcome.Again();

    private final HostConnections hosts;
    private final HostArtifacts artifacts;
    private final Making making;
    private final SnapshotBook snapshots;
    private final ExchangeLedger ledger;

    ExchangeSteps(
            HostConnections hosts,
            HostArtifacts artifacts,
            Making making,
            SnapshotBook snapshots,
            ExchangeLedger ledger) {
        this.hosts = hosts;
        this.artifacts = artifacts;
        this.making = making;
        this.snapshots = snapshots;
        this.ledger = ledger;
    }

    Outcome take(Desktop desktop, Step.OfExchange step) {
        Exchange exchange = desktop.agenda().exchange();
        if (exchange == null) {
            throw new IllegalStateException("Desktop " + desktop.id() + " has no exchange to take " + step + " for.");
        }
        return switch (step) {
            case Step.ReserveDisks _ -> reserve(desktop, exchange);
            case Step.MakeNewDisks _ -> makeNewDisks(desktop, exchange);
            case Step.SwapDisks _ -> swap(desktop, exchange);
            case Step.KeepMemory _ -> keepMemory(desktop, exchange);
            case Step.Prove _ -> prove(desktop, exchange);
            case Step.PutBack _ -> putBack(desktop, exchange);
            case Step.GiveUpDisks _ -> giveUp(desktop, exchange);
        };
    }

    /** It came up on its new disks: the exchange is over. */
    void finish(Desktop desktop, Exchange exchange) {
        ledger.finish(desktop, exchange);
        forgetMemory(desktop, exchange);
        snapshots.retain(desktop.id());
    }

    /**
     * A database that was put back to an older state does not know of volumes that were made since; its host does. What is
     * found there is nobody's to overwrite.
     */
    private Outcome reserve(Desktop desktop, Exchange exchange) {
        int highest = VolumeNames.highest(desktop.id(), on(desktop));
        Disks wanted = exchange.becomes().blueprint().disks();
        Disks free = wanted.root() > highest ? wanted : wanted.numberedAfter(highest);
        if (!free.equals(wanted)) {
            LOG.warn(
                    "The host of desktop {} has volumes up to generation {}, of which the database knows nothing; they are"
                            + " kept, and the new ones are of generation {}.",
                    desktop.id(),
                    highest,
                    free.root());
        }
        ledger.reserve(desktop, exchange.reserving(free));
        return AGAIN;
    }

    private Outcome makeNewDisks(Desktop desktop, Exchange exchange) {
        Hypervisor hypervisor = on(desktop);
        Recipe recipe = making.recipe(desktop.id(), exchange.becomes());
        var image = ArtifactKey.image(desktop.placedOn(), recipe.version().id());
        if (!artifacts.ensureImage(image, recipe.version(), hypervisor)) {
            return new Outcome.Pause(SOMEBODY_ELSE_UPLOADS);
        }
        Make was = exchange.was();
        VolumeName presentUser = VolumeNames.user(desktop.id(), was.blueprint().disks());
        // Where a snapshot is put back, it may be just because the present one is lost.
        if (exchange.source() == null && !hypervisor.hasVolume(presentUser)) {
            throw new HypervisorException("Cannot give desktop " + desktop.id() + " other disks: its user volume '"
                    + presentUser + "' is missing on its host. Bring the host's storage back first.");
        }
        // One that was made before the machine was last off may lack what was written since.
        ledger.record()
                .deleting(desktop, () -> hypervisor.deleteVolume(recipe.user().name()));
        hypervisor.ensureVolume(user(exchange, recipe, presentUser));
        hypervisor.ensureVolume(root(exchange, recipe));
        ledger.record().facts(desktop, draft -> draft.marked(Mark.DISKS_MADE));
        return AGAIN;
    }

    private VolumeSpec user(Exchange exchange, Recipe recipe, VolumeName present) {
        VolumeName source =
                exchange.source() == null ? present : source(exchange).user();
        return new VolumeSpec.FullCopy(
                recipe.user().name(),
                source,
                exchange.becomes().blueprint().disks().userMib());
    }

    private VolumeSpec root(Exchange exchange, Recipe recipe) {
        return switch (exchange.kind()) {
            case REBUILD, MIGRATE -> recipe.root();
            case RESTORE ->
                new VolumeSpec.LinkedCopy(
                        recipe.root().name(),
                        source(exchange).root(),
                        VolumeNames.imageRoot(recipe.version().id()),
                        exchange.becomes().blueprint().disks().rootMib());
        };
    }

    private Snapshot source(Exchange exchange) {
        SnapshotId source = exchange.source();
        if (source == null) {
            throw new IllegalStateException("A " + exchange.kind() + " without a snapshot has nothing to restore.");
        }
        return snapshots.find(source).orElseThrow(() -> new NotFoundException("snapshot", source));
    }

    private Outcome swap(Desktop desktop, Exchange exchange) {
        ledger.swap(desktop, exchange);
        return AGAIN;
    }

    private Outcome keepMemory(Desktop desktop, Exchange exchange) {
        on(desktop).keepMemory(machine(desktop), memory(desktop, exchange));
        ledger.record().facts(desktop, draft -> draft.exchange(exchange.keepingMemory()));
        return AGAIN;
    }

    private Outcome prove(Desktop desktop, Exchange exchange) {
        ledger.record()
                .facts(
                        desktop,
                        draft -> draft.exchange(exchange.in(Exchange.Phase.PROVING))
                                .seen(Power.ABSENT));
        return AGAIN;
    }

    private Outcome putBack(Desktop desktop, Exchange exchange) {
        deleteNew(desktop, exchange);
        Optional<LostMemory> lost = putMemoryBack(desktop, exchange);
        withOwnBundle(desktop, exchange, bundle -> ledger.putBack(desktop, exchange, bundle, lost));
        forgetMemory(desktop, exchange);
        return AGAIN;
    }

    /**
     * However far the exchange was, the disks that it began with are what is kept for a while: nobody has worked on the
     * others, and those that are on their way out may be gone already.
     */
    private Outcome giveUp(Desktop desktop, Exchange exchange) {
        deleteNew(desktop, exchange);
        withOwnBundle(desktop, exchange, bundle -> ledger.giveUp(desktop, exchange, bundle));
        forgetMemory(desktop, exchange);
        return AGAIN;
    }

    /**
     * Its machine is not there if it was forgotten on the way, and stands still or is off where putting its memory back was
     * cut off. One that was left as it is has its memory still.
     */
    private Optional<LostMemory> putMemoryBack(Desktop desktop, Exchange exchange) {
        Hypervisor hypervisor = on(desktop);
        boolean leftAsItIs =
                hypervisor.observe(machine(desktop)) instanceof Observation.Present(Observation.PowerState power)
                        && power != Observation.PowerState.PAUSED
                        && power != Observation.PowerState.OFF;
        return exchange.keepsMemory() && !leftAsItIs
                ? hypervisor.putMemoryBack(machine(desktop), memory(desktop, exchange))
                : Optional.empty();
    }

    /** The exchange is over, and nothing needs it any more. What cannot be deleted, the sweep removes. */
    private void forgetMemory(Desktop desktop, Exchange exchange) {
        if (exchange.keepsMemory()) {
            try {
                on(desktop).deleteVolume(memory(desktop, exchange));
            } catch (HypervisorException e) {
                LOG.info("What was kept of the memory of desktop {} is left to the sweep.", desktop.id(), e);
            }
        }
    }

    private static VolumeName memory(Desktop desktop, Exchange exchange) {
        return VolumeNames.memory(desktop.id(), exchange.becomes().blueprint().disks());
    }

    private static MachineId machine(Desktop desktop) {
        return new MachineId(desktop.id().value());
    }

    /** Only volumes that this exchange made are deleted, and nobody has worked on them. */
    private void deleteNew(Desktop desktop, Exchange exchange) {
        Disks others = exchange.becomes().blueprint().disks();
        boolean own = exchange.hasReserved() || desktop.blueprint().disks().user() == others.user();
        if (own && others.user() != exchange.was().blueprint().disks().user()) {
            Hypervisor hypervisor = on(desktop);
            ledger.record().deleting(desktop, () -> {
                hypervisor.deleteVolume(VolumeNames.root(desktop.id(), others));
                hypervisor.deleteVolume(VolumeNames.user(desktop.id(), others));
            });
        }
    }

    private static void withOwnBundle(Desktop desktop, Exchange exchange, Consumer<BundleId> write) {
        try {
            write.accept(exchange.was().bundle());
        } catch (DuplicateKeyException e) {
            LOG.info(
                    "Desktop {} keeps its new bundle, because its person has another of the old one.", desktop.id(), e);
            write.accept(exchange.becomes().bundle());
        }
    }

    private Hypervisor on(Desktop desktop) {
        return hosts.on(desktop.placedOn());
    }
}
