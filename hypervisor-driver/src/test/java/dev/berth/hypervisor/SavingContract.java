package dev.berth.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.Observation.PowerState;
import org.junit.jupiter.api.Test;

/** What every driver keeps to besides where the memory of a machine is saved, kept, or spoilt. */
public abstract class SavingContract extends HypervisorContract {

    private final VolumeName memory = new VolumeName(id + "-memory-g2");

    /** Makes the next resume of a saved machine fail. */
    protected abstract void spoilSavedState(MachineId machine);

    @Test
    void keptMemoryOutlivesItsMachine() {
        define();
        host.start(id);
        assertThatThrownBy(() -> host.keepMemory(id, memory)).hasMessageContaining("RUNNING");
        host.save(id);
        host.keepMemory(id, memory);
        host.keepMemory(id, memory);
        assertThat(host.observe(id)).isEqualTo(present(PowerState.SAVED));
        assertThat(host.volumes()).contains(memory);

        host.remove(id);
        assertThat(host.putMemoryBack(id, memory)).isEmpty();
        assertThat(host.putMemoryBack(id, memory)).isEmpty();
        assertThat(host.observe(id)).isEqualTo(present(PowerState.SAVED));
        host.deleteVolume(memory);
        assertThat(host.start(id)).isEqualTo(new StartOutcome.Resumed());
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
        assertThatThrownBy(() -> host.putMemoryBack(id, memory)).hasMessageContaining(memory.value());
    }

    @Test
    void keptMemoryThatIsSpoiltIsSetAsideAndNamed() {
        define();
        host.start(id);
        host.save(id);
        spoilSavedState(id);
        host.keepMemory(id, memory);
        host.remove(id);
        var lost = host.putMemoryBack(id, memory).orElseThrow();
        assertThat(host.observe(id)).isEqualTo(new Observation.Absent());
        assertThat(host.volumes()).contains(new VolumeName(lost.kept()));
        assertThat(lost.reason()).isNotBlank();
    }

    @Test
    void savedMachineResumes() {
        define();
        host.start(id);
        host.save(id);
        host.save(id);
        assertThat(host.observe(id)).isEqualTo(present(PowerState.SAVED));
        assertThat(host.start(id)).isEqualTo(new StartOutcome.Resumed());
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
    }

    @Test
    void savingAMachineThatIsOffIsRefused() {
        define();
        assertThatThrownBy(() -> host.save(id)).isInstanceOf(HypervisorException.class);
        assertThat(host.observe(id)).isEqualTo(present(PowerState.OFF));
    }

    @Test
    void spoiledSavedStateIsKeptAndTheMachineBoots() {
        define();
        host.start(id);
        host.save(id);
        spoilSavedState(id);
        var outcome = host.start(id);
        assertThat(outcome).isInstanceOfSatisfying(StartOutcome.BootedWithoutSavedState.class, booted -> {
            assertThat(host.volumes()).contains(new VolumeName(booted.keptAs()));
            assertThat(booted.keptAs()).startsWith(id.toString());
        });
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
        host.save(id);
        assertThat(host.start(id)).isEqualTo(new StartOutcome.Resumed());
    }

    @Test
    void removingASavedMachineForgetsItsMemory() {
        define();
        host.start(id);
        host.save(id);
        host.remove(id);
        host.define(emptyMachine());
        assertThat(host.start(id)).isEqualTo(new StartOutcome.Booted());
    }
}
