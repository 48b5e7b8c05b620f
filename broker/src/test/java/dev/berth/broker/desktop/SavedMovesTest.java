package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.simulated.Boundary;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Hosts that are emptied while the memory of their desktops is saved, so that it goes along or stays whole. */
class SavedMovesTest extends TwoHosts {

    @Test
    void savedDesktopMovesWithItsMemoryAndGoesOnThere() {
        Desktop desktop = worked();
        UUID memory = region.world.memory(machine(desktop));
        stopAndEmptyFirst(desktop, false);

        assertThat(now(desktop).host()).contains(second.id());
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(now(desktop).condition().power()).isEqualTo(Power.SAVED);
        assertThat(region.world.allMachines()).isEmpty();
        assertThat(volumesOf(desktop, region.world)).isEmpty();
        assertThat(volumesOf(desktop, other)).noneMatch(name -> name.contains("-memory-"));
        assertThat(state(first)).isEqualTo(HostState.DRAINED);
        assertThat(node.audit.latest(AuditFilter.of("desktop", desktop.id(), 5)))
                .anyMatch(entry -> entry.reason().contains("saved memory went along"));

        goesOn(desktop, other, memory);
        assertThat(other.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
    }

    @Test
    void memoryThatAnotherHostCannotRestoreStaysWholeAndThatHostIsNotAskedAgain() {
        Desktop desktop = worked();
        UUID memory = region.world.memory(machine(desktop));
        other.faults().refuseNext(Operation.PUT_MEMORY_BACK, 1);
        stopAndEmptyFirst(desktop, false);
        rounds(3);

        assertThat(now(desktop).host()).contains(first.id());
        assertThat(note(desktop)).contains(second.name() + " does not take its saved memory");
        assertThat(volumesOf(desktop, other)).isEmpty();
        assertThat(other.allMachines()).isEmpty();
        assertThat(state(first)).isEqualTo(HostState.DRAINING);

        SimulatedWorld third = SimulatedWorld.named("region-" + UUID.randomUUID());
        Host added = region.addHost(node, third);
        rounds(4);
        assertThat(now(desktop).host()).contains(added.id());
        goesOn(desktop, third, memory);
    }

    @Test
    void spoiltMemoryIsLeftToItsOwnHost() {
        Desktop desktop = worked();
        stopDown(desktop);
        region.world.spoilSavedState(machine(desktop));
        emptyFirst(false);
        rounds(6);
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(note(desktop)).contains("is spoiled");
        assertThat(volumesOf(desktop, other)).isEmpty();
        assertThat(region.world.allMachines()).contains(machine(desktop));
    }

    @Test
    void whoOpensItMeanwhileGoesOnWhereItWas() {
        Desktop desktop = worked();
        MachineId machine = machine(desktop);
        UUID memory = region.world.memory(machine);
        var opened = new AtomicBoolean();
        other.faults().watch(boundary -> {
            boolean restored =
                    boundary.operation() == Operation.PUT_MEMORY_BACK && boundary.moment() == Boundary.Moment.AFTER;
            if (restored && opened.compareAndSet(false, true)) {
                CompletableFuture.runAsync(() -> node.desktops.open(person, bundle))
                        .join();
            }
        });
        stopAndEmptyFirst(desktop, false);
        assertThat(opened).isTrue();
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(region.world.memory(machine)).isEqualTo(memory);
        assertThat(other.allMachines()).isEmpty();
        assertThat(volumesOf(desktop, other)).isEmpty();
    }

    @Test
    void hostThatFallsSilentInTheMiddleGoesOnWithTheMoveWhenItIsBack() {
        Desktop desktop = worked();
        UUID memory = region.world.memory(machine(desktop));
        emptyFirstUntilItIsSilent(desktop, Operation.UPLOAD);
        region.world.unreachable(false);
        rounds(5);
        assertThat(now(desktop).host()).contains(second.id());
        assertThat(volumesOf(desktop, region.world)).isEmpty();
        goesOn(desktop, other, memory);
    }

    @Test
    void desktopThatHasArrivedGoesOnThereWhenItsFormerHostIsLost() {
        Desktop desktop = worked();
        UUID memory = region.world.memory(machine(desktop));
        emptyFirstUntilItIsSilent(desktop, Operation.PUT_MEMORY_BACK);

        lose(true);
        rounds(3);
        assertThat(now(desktop).host()).contains(second.id());
        goesOn(desktop, other, memory);
        assertThat(other.files(userVolume(now(desktop)))).containsEntry(FILE, FILE);
    }

    @Test
    void hostsWithOnePoolLeaveSavedMemoryWhereItIsAndSaySo() {
        share();
        Desktop desktop = worked();
        stopAndEmptyFirst(desktop, false);
        assertThat(now(desktop).host()).contains(first.id());
        assertThat(now(desktop).condition().power()).isEqualTo(Power.SAVED);
        assertThat(note(desktop)).contains("saved desktops shut down");
        assertThat(state(first)).isEqualTo(HostState.DRAINING);
    }

    @Test
    void onlyCopyOfADesktopWhoseHostIsSilentStaysAndThePageSaysSo() {
        Desktop desktop = copied();
        drain(second, false);
        region.world.unreachable(true);
        copyAll();
        node.watch.markDrained();
        assertThat(copies(desktop)).singleElement().matches(DesktopCopy::whole);
        assertThat(state(second)).isEqualTo(HostState.DRAINING);
        assertThat(node.holdings.on(second.id(), 5)).singleElement().satisfies(held -> {
            assertThat(held.kind()).isEqualTo(HostHoldings.Kind.ONLY_COPY);
            assertThat(held.on()).isEqualTo(first.name());
            assertThat(held.note()).contains("does not answer");
        });

        region.world.unreachable(false);
        copyAll();
        node.watch.markDrained();
        assertThat(copies(desktop)).isEmpty();
        assertThat(node.holdings.on(second.id(), 5)).isEmpty();
        assertThat(state(second)).isEqualTo(HostState.DRAINED);
    }

    /** The host that is emptied falls silent once the other one has done that for the first time. */
    private void emptyFirstUntilItIsSilent(Desktop desktop, Operation after) {
        var cut = new AtomicBoolean();
        other.faults().watch(boundary -> {
            if (boundary.operation() == after
                    && boundary.moment() == Boundary.Moment.AFTER
                    && cut.compareAndSet(false, true)) {
                region.world.unreachable(true);
            }
        });
        stopAndEmptyFirst(desktop, false);
        assertThat(cut).isTrue();
        assertThat(now(desktop).host()).contains(first.id());
    }

    private void goesOn(Desktop desktop, SimulatedWorld there, UUID memory) {
        node.desktops.open(person, bundle);
        region.settle(node);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(there.runs(machine(desktop))).isTrue();
        assertThat(there.memory(machine(desktop))).isEqualTo(memory);
    }
}
