package dev.berth.broker.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.TestDatabase;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.signal.Signals;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.simulated.SimulatedDriver;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

class HostsTest {

    private static final Actor ADMIN = new Actor.Berth();

    private final DataSource database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final JdbcHosts store = new JdbcHosts(jdbc, new RegionSettings("main"));
    private final AuditLog audit = new AuditLog(jdbc, Clock.systemUTC());
    private final Hosts hosts =
            new Hosts(store, audit, new Signals(database), Clock.systemUTC(), new JdbcTransactionManager(database));
    private final HostConnections connections = new HostConnections(store, List.of(new SimulatedDriver()));
    private final HostWatch watch = new HostWatch(store, connections, Clock.systemUTC());
    private final SimulatedWorld world = SimulatedWorld.named("hosts-" + UUID.randomUUID());

    @Test
    void addedHostIsAskedAndAudited() {
        Host host = hosts.add(spec("kvm1"), ADMIN);
        assertThat(host.health().reachable()).isFalse();
        watch.ask(host.id());
        Host known = store.find(host.id()).orElseThrow();
        assertThat(known.health().reachable()).isTrue();
        assertThat(known.health().report())
                .hasValueSatisfying(report -> assertThat(report.cpus()).isEqualTo(16));
        assertThat(audit.latest(AuditFilter.of("host", host.id(), 10)))
                .singleElement()
                .matches(entry -> entry.action().equals("host.add"));
    }

    @Test
    void unreachableHostSaysWhyAndKeepsWhatItSaid() {
        Host host = hosts.add(spec("kvm1"), ADMIN);
        watch.ask(host.id());
        world.unreachable(true);
        watch.ask(host.id());
        HostHealth health = store.find(host.id()).orElseThrow().health();
        assertThat(health.reachable()).isFalse();
        assertThat(health.unreachableReason())
                .hasValueSatisfying(why -> assertThat(why).contains("did not answer"));
        assertThat(health.report()).isPresent();
    }

    @Test
    void changeOnAnOldRevisionIsRefused() {
        Host host = hosts.add(spec("kvm1"), ADMIN);
        hosts.drain(host.id(), host.revision(), false, ADMIN);
        assertThatThrownBy(() -> hosts.activate(host.id(), host.revision(), ADMIN))
                .isInstanceOf(StaleRevisionException.class);
    }

    @Test
    void nameIsTakenOnce() {
        hosts.add(spec("kvm1"), ADMIN);
        assertThatThrownBy(() -> hosts.add(spec("kvm1"), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("kvm1");
    }

    @Test
    void emptyHostDrainsAndGoes() {
        Host host = hosts.add(spec("kvm1"), ADMIN);
        assertThatThrownBy(() -> hosts.remove(host.id(), host.revision(), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("Drain it");
        hosts.drain(host.id(), host.revision(), false, ADMIN);
        store.markDrained();
        Host drained = store.find(host.id()).orElseThrow();
        assertThat(drained.state()).isEqualTo(HostState.DRAINED);
        hosts.remove(host.id(), drained.revision(), ADMIN);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void nonsenseIsNamed() {
        assertThatThrownBy(() -> new HostSpec("kvm 1", connection(), 4, 0)).hasMessageContaining("name is 'kvm 1'");
        assertThatThrownBy(() -> new HostSpec("kvm1", connection(), 0, 0))
                .hasMessageContaining("vcpuOvercommit is 0.0");
        assertThatThrownBy(
                        () -> new HostSpec("kvm1", new HostConnection(URI.create("kvm1"), "berth", "127.0.0.1"), 4, 0))
                .hasMessageContaining("uri is 'kvm1'");
    }

    private HostSpec spec(String name) {
        return new HostSpec(name, connection(), 4, 0);
    }

    private HostConnection connection() {
        return new HostConnection(URI.create("simulated:" + world.name()), "berth", "127.0.0.1");
    }
}
