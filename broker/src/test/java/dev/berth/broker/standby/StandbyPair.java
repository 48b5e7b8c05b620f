package dev.berth.broker.standby;

import static dev.berth.broker.BrokerRegion.ADMIN;
import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.berth.broker.BrokerNode;
import dev.berth.broker.BrokerRegion;
import dev.berth.broker.TestDisks;
import dev.berth.broker.alias.RegionRound;
import dev.berth.broker.alias.TwoRegions;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.Hosts;
import dev.berth.broker.region.AliasState;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** Two regions with a node, a simulated host and a portal's door each, and an alias that both stand for. */
final class StandbyPair implements AutoCloseable {

    static final Duration SOON = TwoRegions.SOON;

    final TwoRegions regions = TwoRegions.pair();
    final Place a;
    final Place b;
    final ConnectionAlias alias;
    final PersonId person = new PersonId(UUID.randomUUID());
    final Path key;

    /** One region. */
    final class Place implements AutoCloseable {
        final TwoRegions.Side side;
        final SimulatedWorld world = SimulatedWorld.named("standby-" + UUID.randomUUID());
        final HttpsServer door;
        final BrokerNode node;
        final Bundle bundle;

        /** How many requests are answered before the line falls; less than 0 for all. */
        final AtomicInteger answers = new AtomicInteger(-1);

        final AtomicInteger pieces = new AtomicInteger();

        Place(TwoRegions.Side side, Path folder, String... properties) throws IOException {
            this.side = side;
            door = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            door.setHttpsConfigurator(new HttpsConfigurator(Certified.context(folder.resolveSibling("tls"))));
            door.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            List<String> all = new ArrayList<>(List.of(
                    "berth.region.name=" + side.name,
                    "berth.public-url=https://127.0.0.1:" + door.getAddress().getPort(),
                    "berth.standby.key-file=" + key,
                    "berth.standby.root-certificate=" + Certified.root(folder.resolveSibling("tls")),
                    "berth.standby.spool-dir=" + folder.resolve("spool")));
            all.addAll(List.of(properties));
            node = BrokerNode.start(
                    side.server.getPostgresDatabase(),
                    side.clock,
                    Files.createDirectories(folder),
                    all.toArray(String[]::new));
            door.createContext("/", this::answer);
            door.start();
            var connection = new HostConnection(URI.create("simulated:" + world.name()), "berth", "127.0.0.1");
            node.get(Hosts.class).add(new HostSpec("kvm-" + world.name().substring(8, 16), connection, 16, 0), ADMIN);
            Path image = folder.resolve("image");
            TestDisks.layImage(image);
            bundle = BrokerRegion.createBundle(
                    node,
                    "Standard " + person,
                    BrokerRegion.publishImage(node, "desktop " + person, image),
                    RunningMode.AUTO_STOP);
            side.jdbc
                    .sql("""
                            insert into person (id, account_name, upn, display_name, last_seen_at)
                            values (?, ?, ?, 'Alice', now())
                            """)
                    .params(person.objectGuid(), "p" + person.toString().substring(0, 8), person + "@corp.example.com")
                    .update();
            side.jdbc
                    .sql("""
                            insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id, created_at)
                            values (gen_random_uuid(), ?, 'PERSON', ?, 'Alice', ?, now())
                            """)
                    .params(side.name.value(), person.toString(), bundle.id().value())
                    .update();
        }

        private void answer(HttpExchange exchange) throws IOException {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestURI().toString();
            if (target.contains("offset=")) {
                pieces.incrementAndGet();
            }
            if (answers.get() == 0) {
                exchange.close();
                return;
            }
            answers.updateAndGet(left -> left > 0 ? left - 1 : left);
            var asked = new PointDoor.Asked(
                    String.valueOf(exchange.getRequestHeaders().getFirst("Berth-Region")),
                    target,
                    String.valueOf(exchange.getRequestHeaders().getFirst("Berth-Sum")),
                    body);
            Optional<PeerTalk.Answer> answer = node.get(PointDoor.class).answer(asked);
            byte[] bytes = JsonMapper.shared().writeValueAsBytes(answer.orElse(null));
            exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        StandbyRound round() {
            return node.get(StandbyRound.class);
        }

        Standbys standbys() {
            return node.get(Standbys.class);
        }

        Desktop open() {
            Desktop opened = node.get(Desktops.class).open(person, bundle);
            within(
                    SOON,
                    "the desktop is ready in " + side.name,
                    () -> desktop(opened.id()).ready());
            return desktop(opened.id());
        }

        Desktop desktop(DesktopId id) {
            return node.get(Desktops.class).find(id).orElseThrow();
        }

        VolumeName userVolume(Desktop desktop) {
            int generation = desktop(desktop.id()).blueprint().disks().user();
            return new VolumeName(desktop.id() + (generation == 1 ? "-user" : "-user-g" + generation));
        }

        void write(Desktop desktop, String file, String text) {
            world.write(userVolume(desktop), file, text);
        }

        void sessionBegins(Desktop desktop) {
            side.jdbc
                    .sql("""
                            insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                                 opened_at)
                            values (gen_random_uuid(), ?, ?, ?, ?, '127.0.0.1', 'CONNECTED', ?)
                            """)
                    .params(
                            side.name.value(),
                            UUID.randomUUID().toString(),
                            person.objectGuid(),
                            desktop.id().value(),
                            side.clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        }

        void sessionsEnd() {
            Instant now = side.clock.instant();
            side.jdbc
                    .sql(
                            "update session set state = 'ENDED', ended_at = ?, termination_reason = 'USER_ENDED' where state <> 'ENDED'")
                    .param(now.atOffset(ZoneOffset.UTC))
                    .update();
        }

        @Override
        public void close() {
            door.stop(0);
            node.close();
        }
    }

    StandbyPair(Path folder, String... properties) throws IOException {
        key = folder.resolve("peer.key");
        Files.write(key, new byte[64]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        a = new Place(regions.a, folder.resolve("a"), properties);
        b = new Place(regions.b, folder.resolve("b"), properties);
        ConnectionAlias bare = regions.a.aliases.create("s" + UUID.randomUUID() + ".example.com", ADMIN);
        alias = regions.a.aliases.associate(bare.id(), 1, List.of(regions.a.name, regions.b.name), ADMIN);
        within(SOON, "both serve the alias", () -> {
            beat();
            return List.of(regions.a, regions.b).stream()
                    .allMatch(side -> side.regions.map().own().isPresent()
                            && RegionPlanner.standing(
                                                    side.regions.map(),
                                                    side.regions.map().own().get())
                                            .state()
                                    == AliasState.ASSOCIATED);
        });
    }

    /** The doors of these nodes are where their regions say they are. */
    void beat() {
        a.node.get(RegionRound.class).pass();
        b.node.get(RegionRound.class).pass();
    }

    /** Alice's desktop in a, with one that stands by in b. */
    Desktop covered() {
        a.node.get(StandbyPolicies.class)
                .create(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofMinutes(5), ADMIN);
        Desktop desktop = a.open();
        within(SOON, "one stands by in b", () -> {
            keep();
            return a.standbys()
                    .cover(desktop.id())
                    .filter(cover -> cover.state() == StandbyState.READY)
                    .isPresent();
        });
        return desktop;
    }

    void keep() {
        a.round().keepNow();
        b.round().keepNow();
    }

    /** Until what was done up to now stands whole in the other region. */
    void ship(Place from, DesktopId desktop) {
        Instant now = from.side.clock.instant();
        from.side.clock.forward(Duration.ofMinutes(6));
        within(SOON, "what was done in " + from.side.name + " stands in the other region", () -> {
            from.round().shipNow();
            return from.standbys()
                    .cover(desktop)
                    .filter(cover -> cover.takenAt() != null && cover.takenAt().isAfter(now))
                    .isPresent();
        });
    }

    Desktop standby() {
        Standby there = b.node.get(JdbcStandbys.class).here().getFirst();
        return b.desktop(Objects.requireNonNull(there.desktop()));
    }

    /** Of the pair's own alias, as the region knows it; pairs of other tests have left theirs. */
    long epoch(Place where) {
        return where.side.regions.map().claims().stream()
                .filter(claim -> claim.alias().equals(alias.id()))
                .mapToLong(claim -> claim.epoch())
                .max()
                .orElse(0);
    }

    void redirect(Place where, Place to) {
        where.side.failover.redirect(alias.id(), to.side.name, epoch(where), alias.name(), "A test.", ADMIN);
    }

    @Override
    public void close() {
        regions.mend();
        for (Place place : List.of(a, b)) {
            place.answers.set(-1);
            place.side.jdbc.sql("delete from standby_policy").update();
            place.sessionsEnd();
        }
        ConnectionAlias now = regions.a.regions.map().alias(alias.id()).orElseThrow();
        ConnectionAlias none = regions.a.aliases.associate(alias.id(), now.revision(), List.of(), ADMIN);
        regions.a.aliases.delete(alias.id(), none.revision(), ADMIN);
        a.close();
        b.close();
        for (Place place : List.of(a, b)) {
            for (String table : List.of(
                    "standby_wish where home_region = '" + place.side.name + "'",
                    "standby where home_region = '" + place.side.name + "'",
                    "divergence",
                    "point_arrival",
                    "point_shipment",
                    "alias_drain",
                    "user_point",
                    "session",
                    "entitlement")) {
                place.side.jdbc.sql("delete from " + table).update();
            }
            // The next pair has hosts of its own.
            place.side.jdbc.sql("update hypervisor_host set state = 'DRAINED'").update();
            place.side
                    .jdbc
                    .sql("update desktop set state = 'TERMINATED', wanted = 'TERMINATED', kept_until = null")
                    .update();
        }
        within(SOON, "nobody serves it", () -> {
            regions.pass();
            return regions.b.regions.map().acceptances().isEmpty();
        });
        assertThat(regions.a.regions.map().aliases()).isEmpty();
    }
}
