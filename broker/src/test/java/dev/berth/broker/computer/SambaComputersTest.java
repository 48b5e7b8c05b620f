package dev.berth.broker.computer;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import dev.berth.broker.BrokerNode;
import dev.berth.broker.BrokerRegion;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.TestDisks;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleSpec;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.ComputerAccounts;
import dev.berth.broker.directory.ComputerMark;
import dev.berth.broker.directory.ComputerOutcome;
import dev.berth.broker.directory.ComputersInUse;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.SambaDomain;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.Hosts;
import dev.berth.hypervisor.HostConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Computer accounts in a real Active Directory domain, of desktops on a simulated host. */
@Tag("real")
@Tag("samba")
class SambaComputersTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Actor ADMIN = new Actor.Nobody("the test");

    @TempDir
    static Path domainFolder;

    private static SambaDomain domain;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private String unit;
    private BrokerNode node;
    private Bundle bundle;

    @BeforeAll
    static void startDomain() {
        domain = SambaDomain.start(domainFolder);
    }

    @AfterAll
    static void stopDomain() {
        domain.close();
    }

    @BeforeEach
    void start() throws IOException {
        unit = domain.addUnit("Desktops " + UUID.randomUUID().toString().substring(0, 8));
        node = BrokerNode.start(
                TestDatabase.fresh(),
                clock,
                folder,
                Stream.concat(domain.properties().stream(), Stream.of("berth.directory.computers.base=" + unit))
                        .toArray(String[]::new));
        node.get(Hosts.class)
                .add(
                        new HostSpec(
                                "kvm1",
                                new HostConnection(
                                        URI.create("simulated:computers-" + UUID.randomUUID()), "berth", "127.0.0.1"),
                                16,
                                0),
                        ADMIN);
        bundle = bundle();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void accountIsThereBeforeTheFirstStartAndGoneAfterTheEnd() {
        Desktop desktop = open();
        awaitState(desktop, DesktopState.AVAILABLE);
        assertThat(domain.computers(unit)).containsOnlyKeys(name(desktop)).containsValue(recorded(desktop));
        node.get(Desktops.class).terminate(desktop.id());
        awaitState(desktop, DesktopState.TERMINATED);
        within(SOON, "the account is gone", () -> {
            node.get(ComputerRound.class).reconcile();
            return domain.computers(unit).isEmpty();
        });
        assertThat(node.get(AuditLog.class).latest(AuditFilter.of("desktop", desktop.id(), 50)))
                .extracting(entry -> entry.action())
                .contains("computer.create", "computer.delete");
    }

    @Test
    void accountThatWasMadeAndNotWrittenDownIsAdopted() {
        domain.fallSilent();
        Desktop desktop;
        try {
            desktop = open();
        } finally {
            domain.speakAgain();
        }
        var made = made(name(desktop), new ComputerMark(desktop.id().value(), "main"));
        awaitState(desktop, DesktopState.AVAILABLE);
        assertThat(domain.computers(unit)).hasSize(1);
        assertThat(recorded(desktop)).isEqualTo(made.account().objectGuid());
    }

    @Test
    void nameOfSomebodyElsesComputerIsLeftAloneAndTheNextOneTaken() {
        domain.addComputer(unit, "LAB-1", "The reception's PC");
        domain.addComputer(unit, "LAB-2", "");
        Map<String, UUID> others = domain.computers(unit);
        Desktop desktop = node.get(Desktops.class).open(person(), lab("lab-{n}"));
        awaitState(desktop, DesktopState.AVAILABLE);
        assertThat(now(desktop).blueprint().hostname()).isEqualTo("lab-3");
        assertThat(domain.computers(unit))
                .containsOnlyKeys("LAB-1", "LAB-2", "LAB-3")
                .containsAllEntriesOf(others);
    }

    @Test
    void unitThatIsMissingStopsTheDesktopUntilSomebodyMakesIt() throws LDAPException {
        Desktop live = open();
        awaitState(live, DesktopState.AVAILABLE);
        domain.deleteComputer(unit, name(live));
        domain.deleteUnit(unit);
        Desktop desktop = node.get(Desktops.class).open(person(), bundle);
        awaitState(desktop, DesktopState.ERROR);
        assertThat(now(desktop).reason().orElseThrow())
                .contains("does not make the computer account")
                .contains(unit);
        assertThat(now(live).state()).isEqualTo(DesktopState.AVAILABLE);
        domain.addUnit(new DN(unit).getRDN().getAttributeValues()[0]);
        node.get(Desktops.class).retry(desktop.id());
        awaitState(desktop, DesktopState.AVAILABLE);
    }

    @Test
    void silentDirectoryDelaysADesktopAndDoesNotFailIt() {
        domain.fallSilent();
        Desktop desktop;
        try {
            desktop = open();
            within(
                    SOON,
                    "it says what it waits for",
                    () -> now(desktop)
                            .reason()
                            .filter(reason -> reason.contains("computer account"))
                            .isPresent());
            assertThat(now(desktop).state()).isEqualTo(DesktopState.PENDING);
            assertThat(now(desktop).host()).isEmpty();
        } finally {
            domain.speakAgain();
        }
        awaitState(desktop, DesktopState.AVAILABLE);
    }

    @Test
    void sweeperRemovesOrphansAndTellsOfWhatItDoesNotKnow() {
        Desktop done = open();
        awaitState(done, DesktopState.AVAILABLE);
        Desktop live = node.get(Desktops.class).open(person(), bundle);
        awaitState(live, DesktopState.AVAILABLE);
        var stranger = new ComputerMark(UUID.randomUUID(), "main");
        made("stranger", stranger);
        made("elsewhere", new ComputerMark(UUID.randomUUID(), "another"));
        domain.addComputer(unit, "RECEPTION", "The reception's PC");
        node.get(Desktops.class).terminate(done.id());
        awaitState(done, DesktopState.TERMINATED);
        // As a database has it that was told the account is gone when it was not.
        node.get(JdbcClient.class)
                .sql("update computer_account set removed_at = now() where desktop_id = ?")
                .param(done.id().value())
                .update();
        made(name(done), new ComputerMark(done.id().value(), "main"));
        node.get(ComputerSweep.class).sweep();
        node.get(ComputerSweep.class).sweep();
        assertThat(domain.computers(unit)).containsOnlyKeys(name(live), "STRANGER", "ELSEWHERE", "RECEPTION");
        assertThat(node.get(AuditLog.class).latest(AuditFilter.of("desktop", stranger.desktop(), 50)))
                .hasSize(1);
    }

    private ComputerAccounts accounts() {
        return node.get(ComputersInUse.class).accounts().orElseThrow();
    }

    private ComputerOutcome.There made(String name, ComputerMark mark) {
        ComputerOutcome outcome = accounts().make(name, mark);
        assertThat(outcome).isInstanceOf(ComputerOutcome.There.class);
        return (ComputerOutcome.There) outcome;
    }

    private Desktop open() {
        return node.get(Desktops.class).open(person(), bundle);
    }

    private Desktop now(Desktop desktop) {
        return node.get(Desktops.class).find(desktop.id()).orElseThrow();
    }

    private void awaitState(Desktop desktop, DesktopState state) {
        within(SOON, "desktop is " + state, () -> {
            node.get(ComputerRound.class).reconcile();
            clock.forward(Duration.ofSeconds(1));
            return now(desktop).state() == state;
        });
    }

    private static String name(Desktop desktop) {
        return desktop.blueprint().hostname().toUpperCase(Locale.ROOT);
    }

    private UUID recorded(Desktop desktop) {
        return node.get(JdbcClient.class)
                .sql("select object_guid from computer_account where desktop_id = ?")
                .param(desktop.id().value())
                .query(UUID.class)
                .single();
    }

    private PersonId person() {
        var id = UUID.randomUUID();
        node.get(JdbcClient.class)
                .sql("insert into person (id, account_name, upn, display_name, last_seen_at)"
                        + " values (?, 'alice', 'alice@corp.example.com', 'Alice', now())")
                .param(id)
                .update();
        return new PersonId(id);
    }

    private Bundle bundle() throws IOException {
        Path files = folder.resolve("image");
        TestDisks.layImage(files);
        var version = BrokerRegion.publishImage(node, "linux", files);
        return BrokerRegion.createBundle(node, "Standard", version, RunningMode.AUTO_STOP);
    }

    private Bundle lab(String hostname) {
        BundleSpec spec = bundle.spec();
        return node.get(Catalog.class)
                .createBundle(
                        new BundleSpec(
                                "Lab",
                                "",
                                spec.imageVersion(),
                                spec.compute(),
                                spec.storage(),
                                spec.running(),
                                spec.network(),
                                spec.clipboard(),
                                true,
                                hostname),
                        ADMIN);
    }
}
