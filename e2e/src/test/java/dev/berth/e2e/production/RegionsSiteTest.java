package dev.berth.e2e.production;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two regions on bare Debian machines: databases and balancers on Debian 13, which has a PostgreSQL that regions can copy
 * with, nodes on Debian 12, which guacd can be had for. Seoul has a replica and two nodes.
 */
@Tag("real")
@Tag("regions-site")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegionsSiteTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String ALIAS = "desktops.test";
    private static final Map<String, String> ADDRESSES = new LinkedHashMap<>();

    static {
        List<String> names =
                List.of("seoul-db1", "seoul-db2", "seoul-node1", "seoul-node2", "busan-db1", "busan-node1");
        names.forEach(name -> ADDRESSES.put(name, "10.77.0." + (11 + ADDRESSES.size())));
    }

    @TempDir
    private static Path folder;

    private static MachineRoom room;
    private static Playbooks playbooks;
    private static final Map<String, Machine> MACHINES = new LinkedHashMap<>();

    @BeforeAll
    static void boot() throws IOException {
        room = MachineRoom.open(
                folder,
                Map.of(
                        "seoul.desktops.test",
                        ADDRESSES.get("seoul-db1"),
                        "busan.desktops.test",
                        ADDRESSES.get("busan-db1"),
                        ALIAS,
                        ADDRESSES.get("seoul-db1")));
        Files.copy(PackageTest.PACKAGE, room.given().resolve("berth.deb"));
        for (var machine : ADDRESSES.entrySet()) {
            String suite = machine.getKey().contains("db") ? "trixie" : "bookworm";
            MACHINES.put(machine.getKey(), room.boot(machine.getKey(), suite, machine.getValue()));
        }
        playbooks = new Playbooks(room, folder);
        writeInventory();
        MACHINES.values().forEach(Machine::awaitSsh);
    }

    @AfterAll
    static void powerOff() {
        room.close();
    }

    @Test
    @Order(1)
    void siteMakesTwoRegionsOfBareMachines() {
        assertThat(Playbooks.changedBy(playbooks.run("site"))).isPositive();
        assertThat(signIn("seoul")).contains("200");
        assertThat(signIn("busan")).contains("200");
        within(
                LIMIT,
                "the replica streams",
                () -> psql("seoul-db1", "select state from pg_stat_replication").equals("streaming"));
        psql("seoul-db1", "create table written_in_seoul as select 1 as one");
        within(
                LIMIT,
                "the replica has what was written",
                () -> psql("seoul-db2", "select count(*) from pg_class where relname = 'written_in_seoul'")
                        .equals("1"));
        psql("seoul-db1", "drop table written_in_seoul");
    }

    @Test
    @Order(2)
    void aSecondRunChangesNothing() {
        playbooks.runWithNothingToDo("site");
    }

    /** Pages are asked for all the time meanwhile, and each time they come. */
    @Test
    @Order(3)
    void anUpgradeOfOneNodeAfterTheOtherIsNotNoticed() throws IOException {
        Path newer = repacked(room.given().resolve("berth.deb"));
        Files.createFile(folder.resolve("watch"));
        var watched = CompletableFuture.supplyAsync(
                () -> room.inside(folder, Duration.ofMinutes(15), Map.of(), List.of("bash", "-c", """
                                while [[ -e watch ]]; do
                                    curl -s -o page -w '%{http_code}\\n' --cacert secrets/authority.pem https://seoul.desktops.test/sign-in
                                    sleep 0.2
                                done
                                """))
                        .run());
        String said = playbooks.run(
                "upgrade",
                "-e",
                "berth_node_package_there=/given/" + newer.getFileName(),
                "-e",
                "upgrade_drain_minutes=0.1",
                "--limit",
                "seoul");
        Files.delete(folder.resolve("watch"));
        assertThat(Playbooks.changedBy(said)).isPositive();
        assertThat(watched.join().lines().toList()).hasSizeGreaterThan(20).containsOnly("200");
        for (String node : List.of("seoul-node1", "seoul-node2")) {
            assertThat(MACHINES.get(node)
                            .shell("dpkg-query -W -f '${Version}' berth")
                            .run())
                    .endsWith("+upgraded");
        }
    }

    @Test
    @Order(4)
    void thePlaybooksFailOverAndBack() throws IOException {
        for (String region : List.of("seoul", "busan")) {
            Files.writeString(folder.resolve("secrets/" + region + "/api-token"), SiteToken.SHOWN);
            psql(region + "-db1", SiteToken.KEPT);
            // As docs/regions.md says of whoever makes subscriptions with a password in a file.
            psql(region + "-db1", "alter role berth superuser");
        }
        pair("seoul", "busan");
        pair("busan", "seoul");
        within(
                LIMIT,
                "rows flow",
                () -> api("seoul", "GET", "/regions", "").replace(" ", "").contains("\"incoming\":\"FLOWING\"")
                        && api("busan", "GET", "/regions", "").replace(" ", "").contains("\"incoming\":\"FLOWING\""));
        String made = api("seoul", "POST", "/aliases", "{\"name\": \"" + ALIAS + "\"}");
        String id = made.replaceAll("(?s).*\"id\" *: *\"([^\"]+)\".*", "$1");
        api("seoul", "PUT", "/aliases/" + id + "/regions", "{\"regions\": [\"seoul\", \"busan\"]}", revision(made));
        within(
                LIMIT,
                "both serve the alias",
                () -> api("busan", "GET", "/aliases", "").contains("\"ASSOCIATED\""));

        Command unconfirmed = playbooks.play("failover", "-e", "failover_to=busan");
        assertThat(unconfirmed.outcome().said()).contains("Nothing was changed", "confirm with the name of the alias");
        playbooks.run("failover", "-e", "failover_to=busan", "-e", "failover_confirmed=" + ALIAS);
        assertThat(active(id)).isEqualTo("busan");
        playbooks.run("failback", "-e", "failback_confirmed=" + ALIAS);
        assertThat(active(id)).isEqualTo("seoul");
    }

    private static String active(String alias) {
        return api("seoul", "GET", "/aliases/" + alias, "").replaceAll("(?s).*\"active\" *: *\"([^\"]+)\".*", "$1");
    }

    private static String revision(String resource) {
        return "\"" + resource.replaceAll("(?s).*\"revision\" *: *([0-9]+).*", "$1") + "\"";
    }

    private static void pair(String region, String peer) {
        api(region, "PUT", "/regions/" + peer, """
                {"host": "%s", "port": 5432, "database": "berth", "user": "berth_peer", "tls": "VERIFY_FULL",
                 "passwordFile": "/var/lib/postgresql/peers.pgpass", "rootCertificate": "/etc/ssl/berth/cacert.pem"}
                """.formatted(ADDRESSES.get(peer + "-db1")));
    }

    private static String api(String region, String method, String path, String body, String... revision) {
        var words = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--fail-with-body",
                "-X",
                method,
                "--cacert",
                folder.resolve("secrets/authority.pem").toString(),
                "-H",
                "Authorization: Bearer " + SiteToken.SHOWN,
                "https://" + region + ".desktops.test/api/v1" + path));
        if (!body.isEmpty()) {
            words.addAll(List.of("-H", "Content-Type: application/json", "-d", body));
        }
        for (String expected : revision) {
            words.addAll(List.of("-H", "If-Match: " + expected));
        }
        return room.inside(folder, LIMIT, Map.of(), words).run();
    }

    private static String signIn(String region) {
        return playbooks.throughHaproxy(region + ".desktops.test", ADDRESSES.get(region + "-db1"), "/sign-in");
    }

    private static String psql(String machine, String statement) {
        return MACHINES.get(machine)
                .shell("cd / && runuser -u postgres -- psql -qtAX -v ON_ERROR_STOP=1 -d berth -c \"" + statement + "\"")
                .run()
                .strip();
    }

    /** The same package under a higher version. */
    private static Path repacked(Path deb) {
        Path newer = deb.resolveSibling("berth-newer.deb");
        Command.in(folder, LIMIT, "dpkg-deb", "-R", deb.toString(), "unpacked").run();
        Command.in(folder, LIMIT, "sed", "-i", "s/^Version: .*/&+upgraded/", "unpacked/DEBIAN/control")
                .run();
        Command.in(folder, LIMIT, "dpkg-deb", "-Znone", "-b", "unpacked", newer.toString())
                .run();
        return newer;
    }

    private static void writeInventory() throws IOException {
        Path variables = Files.createDirectories(folder.resolve("inventory/group_vars"));
        var hosts = new StringBuilder("all:\n  hosts:\n");
        MACHINES.forEach((name, machine) -> hosts.append("    %s: %s%n".formatted(name, machine.inventoried())));
        hosts.append("  children:\n");
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("seoul", List.of("seoul-db1", "seoul-db2", "seoul-node1", "seoul-node2"));
        groups.put("busan", List.of("busan-db1", "busan-node1"));
        groups.put("databases", List.of("seoul-db1", "seoul-db2", "busan-db1"));
        groups.put("nodes", List.of("seoul-node1", "seoul-node2", "busan-node1"));
        groups.put("hypervisors", List.of("seoul-node2", "busan-node1"));
        groups.put("balancers", List.of("seoul-db1", "busan-db1"));
        groups.put("monitors", List.of("seoul-db2", "busan-db1"));
        groups.forEach((group, members) -> {
            hosts.append("    ").append(group).append(":\n      hosts:\n");
            members.forEach(member -> hosts.append("        ").append(member).append(":\n"));
        });
        Files.writeString(folder.resolve("inventory/hosts.yml"), hosts.toString());
        Files.writeString(variables.resolve("all.yml"), """
                site_regions: [seoul, busan]
                site_alias: %s
                site_secrets: %s/secrets
                postgresql_version: 17
                berth_node_package_there: /given/berth.deb
                berth_node_train: false
                berth_node_java_options: -Xms64m -Xmx700m -XX:TieredStopAtLevel=1
                berth_node_ready_seconds: 600
                # Debian's guacd cannot check the certificate of a desktop on the other node.
                berth_node_settings: {gateway: {only-pinned: false}}
                common_refresh_packages: false
                """.formatted(ALIAS, folder));
        for (String region : List.of("seoul", "busan")) {
            Files.writeString(variables.resolve(region + ".yml"), """
                    site_region: %1$s
                    site_public_name: %1$s.desktops.test
                    """.formatted(region));
        }
    }
}
