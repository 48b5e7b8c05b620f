package dev.berth.broker.desktop;

import dev.berth.broker.TestDatabase;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.BundleSpec;
import dev.berth.broker.catalog.ClipboardPolicy;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.Storage;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.region.RegionSettings;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.HypervisorDriver;
import dev.berth.hypervisor.simulated.Boundary;
import dev.berth.hypervisor.simulated.SimulatedDriver;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A region on simulated hosts and a real database: what stays when a broker is killed. */
final class TestRegion implements AutoCloseable {

    static final Actor TEST = new Actor.Berth();

    final TestClock clock = new TestClock();
    private final Server server;
    private final boolean owned;
    /** What an onlooker sees who never dies. */
    final JdbcClient jdbc;

    final JdbcDesktops rows;

    final SimulatedWorld world = SimulatedWorld.named("region-" + UUID.randomUUID());
    final ImageVersionId imageVersion = new ImageVersionId(UUID.randomUUID());
    final Path images;
    private final List<TestNode> nodes = new ArrayList<>();

    /** A database, and the connections to it that are not in use. */
    record Server(DataSource database, Deque<Connection> idle) {

        static Server fresh() {
            return new Server(TestDatabase.fresh(), new ConcurrentLinkedDeque<>());
        }

        /** All tests together have only so many connections. */
        void disconnect() {
            for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
                try {
                    connection.close();
                } catch (SQLException e) {
                    throw new IllegalStateException("A connection to the test's database does not close", e);
                }
            }
        }

        MortalDatabase during(Life life) {
            return new MortalDatabase(database, life, idle);
        }
    }

    TestRegion(Path folder) {
        this(folder, Server.fresh(), true);
    }

    /** A region in a database that another had, of which nothing is left. */
    TestRegion(Path folder, Server server) {
        this(folder, server, false);
    }

    private TestRegion(Path folder, Server server, boolean owned) {
        this.server = server;
        this.owned = owned;
        images = folder;
        jdbc = JdbcClient.create(server.during(Life.endless()));
        rows = new JdbcDesktops(jdbc, new RegionSettings("main"));
        clock.also(this::advanceDatabase);
        for (String table : List.of(
                "session",
                "desktop",
                "host_artifact",
                "home_volume",
                "person_home",
                "hypervisor_host",
                "fleet",
                "bundle",
                "image_version",
                "image")) {
            jdbc.sql("delete from " + table).update();
        }
        jdbc.sql("alter table audit_entry disable trigger only_added_to").update();
        jdbc.sql("delete from audit_entry").update();
        for (String file : List.of("root.qcow2", "user.qcow2", "kernel", "initrd")) {
            write(folder.resolve(file));
        }
        var image = UUID.randomUUID();
        jdbc.sql("""
                        insert into image (id, home_region, name, description, guest, created_at)
                        values (?, 'main', 'desktop', '', 'LINUX', now())
                        """).param(image).update();
        jdbc.sql("""
                        insert into image_version (id, home_region, image_id, version, directory, command_line,
                                                   direct_kernel, created_at)
                        values (?, 'main', ?, 1, ?, 'quiet', true, now())
                        """).params(imageVersion.value(), image, folder.toString()).update();
    }

    /** What ends by the database's clock ends so much earlier. */
    private void advanceDatabase(Duration duration) {
        jdbc.sql("""
                        update desktop
                           set claimed_until = claimed_until - make_interval(secs => :seconds),
                               kept_until = kept_until - make_interval(secs => :seconds)
                         where claimed_until is not null or kept_until is not null
                        """).param("seconds", duration.toMillis() / 1000.0).update();
        jdbc.sql("""
                        update desktop_copying set claimed_until = claimed_until - make_interval(secs => :seconds)
                         where claimed_until is not null
                        """).param("seconds", duration.toMillis() / 1000.0).update();
        jdbc.sql("update person_home set claimed_until = claimed_until - make_interval(secs => :seconds)"
                        + " where claimed_until is not null")
                .param("seconds", duration.toMillis() / 1000.0)
                .update();
        jdbc.sql("update host_slot set held_until = held_until - make_interval(secs => :seconds)")
                .param("seconds", duration.toMillis() / 1000.0)
                .update();
    }

    DataSource database() {
        return server.database();
    }

    static DesktopSettings settings() {
        return settings(DesktopSettings.WhenFull.QUEUE);
    }

    static DesktopSettings settings(DesktopSettings.WhenFull whenFull) {
        return new DesktopSettings(
                "berth-{id}",
                whenFull,
                Duration.ofSeconds(3),
                Duration.ofSeconds(15),
                Duration.ofMinutes(5),
                Duration.ofMillis(5),
                Duration.ofSeconds(30),
                4,
                Duration.ZERO,
                Duration.ofSeconds(20),
                5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                true,
                Duration.ofMinutes(10),
                Duration.ofMinutes(5));
    }

    static LifecycleSettings lifecycle() {
        return new LifecycleSettings(
                Duration.ofHours(12),
                Duration.ofHours(1),
                Duration.ofDays(7),
                10,
                4,
                Duration.ofSeconds(60),
                Duration.ofDays(7));
    }

    TestNode node() {
        return node(Life.endless(), settings());
    }

    TestNode node(Life life, DesktopSettings settings) {
        world.faults().watch(boundary -> {
            if (boundary.moment() == Boundary.Moment.DURING) {
                life.pass("during " + boundary.operation());
            }
        });
        return node(life, settings, new SimulatedDriver());
    }

    TestNode node(Life life, DesktopSettings settings, HypervisorDriver driver) {
        var node = new TestNode(server.during(life), clock, driver, settings, life);
        nodes.add(node);
        return node;
    }

    Host addHost(TestNode node) {
        return addHost(node, world);
    }

    Host addHost(TestNode node, SimulatedWorld where) {
        return addHost(node, where, null);
    }

    /** @param shared the pool that it shares with others of that name */
    Host addHost(TestNode node, SimulatedWorld where, @Nullable String shared) {
        var connection = new HostConnection(URI.create("simulated:" + where.name()), "berth", "127.0.0.1");
        Host host = node.hosts.add(new HostSpec("h-" + where.name().substring(7, 15), connection, 4, 0, shared), TEST);
        node.watch.ask(host.id());
        return node.hostStore.find(host.id()).orElseThrow();
    }

    Bundle bundle(RunningMode mode) {
        var spec = new BundleSpec(
                "Bundle " + mode + " " + UUID.randomUUID(),
                "",
                imageVersion,
                new Compute(2, 1024),
                new Storage(1024, 256),
                new RunningPolicy(mode, 60),
                "isolated",
                new ClipboardPolicy(true, true),
                true);
        var id = new BundleId(UUID.randomUUID());
        jdbc.sql("""
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, enabled, revision, created_at)
                        values (?, 'main', ?, '', ?, 2, 1024, 1024, 256, ?, 60, 'isolated', true, true,
                                                   true, true, 1, now())
                        """)
                .params(id.value(), spec.name(), imageVersion.value(), mode.name())
                .update();
        return new Bundle(id, spec, true, 1, Instant.now());
    }

    /** A fleet of the bundle, on which people find their homes again. */
    FleetId homely(Bundle bundle) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into fleet (id, home_region, bundle_id, mode, least, most, zone, session_minutes,
                                           disconnect_minutes, idle_minutes, enabled, keeps_home, created_at)
                        values (?, 'main', ?, 'ALWAYS_ON', 0, 10, 'UTC', 60, 15, 0, true, true, now())
                        """).params(id, bundle.id().value()).update();
        return new FleetId(id);
    }

    PersonId person() {
        var id = UUID.randomUUID();
        jdbc.sql(
                        "insert into person (id, account_name, upn, display_name, last_seen_at) values (?, ?, ?, 'Somebody', now())")
                .params(id, "p" + id.toString().substring(0, 8), id + "@corp.example.com")
                .update();
        return new PersonId(id);
    }

    /** Somebody has a session on the desktop. */
    void beginSession(Desktop desktop) {
        jdbc.sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             opened_at)
                        values (?, 'main', ?, ?, ?, '127.0.0.1', 'CONNECTED', now())
                        """)
                .params(
                        UUID.randomUUID(),
                        UUID.randomUUID().toString(),
                        desktop.person().objectGuid(),
                        desktop.id().value())
                .update();
    }

    void endSessions() {
        jdbc.sql("update session set state = 'ENDED', ended_at = now(), termination_reason = 'USER_ENDED'"
                        + " where state <> 'ENDED'")
                .update();
    }

    /** Lets a node work until its desktops have nothing to do. */
    void settle(TestNode node) {
        settle(node, 1, Duration.ZERO);
    }

    /** The same round after round, with the clock going on in between. */
    void settle(TestNode node, int rounds, Duration between) {
        for (int i = 0; i < rounds; i++) {
            clock.advance(between);
            node.reconciler.reconcile();
            if (!node.reconciler.awaitIdle(Duration.ofSeconds(60))) {
                throw new AssertionError("The reconciler did not come to rest within 60 s.");
            }
        }
    }

    @Override
    public void close() {
        world.faults().clear();
        nodes.forEach(TestNode::close);
        if (owned) {
            server.disconnect();
        }
    }

    private static void write(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.write(file, new byte[64]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
