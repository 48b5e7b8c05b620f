package dev.berth.broker.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.host.Placement.Candidate;
import dev.berth.broker.host.Placement.Choice;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.HostFacts;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final Compute WANTED = new Compute(2, 1024);

    @Test
    void mostFreeMemoryWins() {
        assertThat(chosen(host("a", 8, 8192, 4000), host("b", 8, 8192, 6000))).isEqualTo("b");
    }

    @Test
    void firstNameWinsBetweenEquals() {
        assertThat(chosen(host("b", 8, 8192, 8192), host("a", 8, 8192, 8192))).isEqualTo("a");
    }

    @Test
    void whatWasPlacedAndNotSeenYetCounts() {
        var host = new Candidate(host("a", 64, 8192, 2500).host(), new HostLoad(2, 2000, 2000));
        assertThat(sentence(host)).contains("a has 500 MiB free");
    }

    @Test
    void whatWasPromisedCountsEvenWhereGuestsHaveNotTouchedIt() {
        var host = new Candidate(host("a", 64, 4096, 3900).host(), new HostLoad(8, 4096, 0));
        assertThat(sentence(host)).contains("a has 0 MiB free");
    }

    @Test
    void reservedMemoryIsLeftToTheHost() {
        assertThat(sentence(host("a", 8, 8192, 1500, 2, 1000))).contains("a has 500 MiB free");
    }

    @Test
    void processorsMayBeOvercommitted() {
        var full = new HostLoad(8, 1024, 0);
        assertThat(sentence(new Candidate(host("a", 2, 8192, 8192, 4, 0).host(), full)))
                .contains("a has 0 vCPU free");
        assertThat(chosen(new Candidate(host("a", 2, 8192, 8192, 5, 0).host(), full)))
                .isEqualTo("a");
    }

    @Test
    void hostsThatDoNotAnswerAreNamed() {
        var silent = new HostHealth(
                false,
                Optional.of("no route"),
                host("x", 1, 1, 1).host().health().report(),
                Optional.of(Instant.EPOCH));
        var unknown = new HostHealth(false, Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(sentence(candidate("a", silent, 1, 0), candidate("b", unknown, 1, 0)))
                .contains("a does not answer")
                .contains("b has not answered yet");
    }

    @Test
    void noHostAtAllIsASentence() {
        assertThat(sentence()).startsWith("There is no active host");
    }

    private static String chosen(Candidate... candidates) {
        var choice = Placement.choose(List.of(candidates), WANTED);
        assertThat(choice).isInstanceOf(Choice.Placed.class);
        return ((Choice.Placed) choice).host().name();
    }

    private static String sentence(Candidate... candidates) {
        var choice = Placement.choose(List.of(candidates), WANTED);
        assertThat(choice).isInstanceOf(Choice.NoRoom.class);
        return ((Choice.NoRoom) choice).sentence();
    }

    private static Candidate host(String name, int cpus, long memoryMib, long freeMib) {
        return host(name, cpus, memoryMib, freeMib, 4, 0);
    }

    private static Candidate host(
            String name, int cpus, long memoryMib, long freeMib, double overcommit, long reserved) {
        var report = new HostReport(cpus, memoryMib, freeMib, HostFacts.Virtualisation.KVM, "9.0", 0, 0);
        var health = new HostHealth(true, Optional.empty(), Optional.of(report), Optional.of(Instant.EPOCH));
        return candidate(name, health, overcommit, reserved);
    }

    private static Candidate candidate(String name, HostHealth health, double overcommit, long reserved) {
        var connection = new HostConnection(URI.create("qemu:///system"), "berth", "127.0.0.1");
        var spec = new HostSpec(name, connection, overcommit, reserved);
        return new Candidate(
                new Host(new HostId(UUID.randomUUID()), spec, HostState.ACTIVE, false, null, health, 1, Instant.EPOCH),
                HostLoad.NONE);
    }
}
