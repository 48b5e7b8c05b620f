package dev.berth.e2e.production;

import static dev.berth.broker.Within.within;
import static dev.berth.e2e.production.RegionsInventory.ADDRESSES;
import static dev.berth.e2e.production.RegionsInventory.ALIAS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.regions.Region;
import dev.berth.bench.regions.SamePeople;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
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
    private static final Duration OPENING = Duration.ofMinutes(8);

    /** How long somebody may be without a picture when their gateway is exchanged. */
    private static final Duration AWAY = Duration.ofSeconds(30);

    private static final String CLASSES =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir
    private static Path folder;

    private static MachineRoom room;
    private static Playbooks playbooks;
    private static RegionsInventory inventory;
    private static final Map<String, Machine> MACHINES = new LinkedHashMap<>();

    @BeforeAll
    static void boot() throws IOException {
        room = MachineRoom.open(folder, RegionsInventory.names());
        Files.copy(PackageTest.PACKAGE, room.given().resolve("berth.deb"));
        copyImage();
        SamePeople.in(room.given().resolve("people"));
        for (var machine : ADDRESSES.entrySet()) {
            String suite = machine.getKey().contains("db") ? "trixie" : "bookworm";
            MACHINES.put(machine.getKey(), room.boot(machine.getKey(), suite, machine.getValue()));
        }
        inventory = new RegionsInventory(folder);
        inventory.write(MACHINES);
        playbooks = new Playbooks(room, folder);
        MACHINES.values().forEach(Machine::awaitSsh);
        for (String node : List.of("seoul-node1", "seoul-node2", "busan-node1")) {
            MACHINES.get(node).knowPeople();
        }
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

    /** Pages are asked for all the time meanwhile, and each time they come; somebody is at their desktop. */
    @Test
    @Order(3)
    void anUpgradeOfOneNodeAfterTheOtherKeepsPagesAndSessions() throws IOException {
        Path newer = repacked(room.given().resolve("berth.deb"));
        Path stay = Files.createFile(folder.resolve("stay"));
        Path seen = Files.createFile(folder.resolve("seen"));
        CompletableFuture<String> asked = meanwhile("""
                while [[ -e stay ]]; do
                    curl -s -o page -w '%{http_code}\\n' --cacert secrets/authority.pem https://seoul.desktops.test/sign-in
                    sleep 0.2
                done
                """);
        CompletableFuture<String> person =
                meanwhile("""
                keytool -importcert -noprompt -storepass secret -keystore trust -file secrets/authority.pem
                exec java -Djavax.net.ssl.trustStore=trust -Djavax.net.ssl.trustStorePassword=secret \\
                    -cp '%s' %s https://seoul.desktops.test alice '%s' stay >seen
                """.formatted(CLASSES, StayingPerson.class.getName(), Region.PASSWORD));
        within(
                OPENING,
                "the desktop's picture",
                () -> !person.isDone() && StayingPerson.told(seen).contains("picture"));

        String said = playbooks.run(
                "upgrade",
                "-e",
                "berth_node_package_there=/given/" + newer.getFileName(),
                "-e",
                "upgrade_drain_minutes=0.5",
                "--limit",
                "seoul");
        Files.delete(stay);

        assertThat(Playbooks.changedBy(said)).isPositive();
        assertThat(asked.join().lines().toList()).hasSizeGreaterThan(20).containsOnly("200");
        for (String node : List.of("seoul-node1", "seoul-node2")) {
            assertThat(MACHINES.get(node)
                            .shell("dpkg-query -W -f '${Version}' berth")
                            .run())
                    .endsWith("+upgraded");
        }
        person.join();
        // It was open when the time to wait for it was over.
        assertThat(said).contains("has 1 tunnels left");
        List<Duration> without = StayingPerson.withoutPicture(seen);
        System.out.println("Without a picture while nodes were upgraded: " + without);
        assertThat(without).isNotEmpty().allSatisfy(one -> assertThat(one).isLessThan(AWAY));
    }

    @Test
    @Order(4)
    void thePlaybooksFailOverAndBack() throws IOException {
        for (String region : List.of("seoul", "busan")) {
            Files.writeString(folder.resolve("secrets/" + region + "/api-token"), SiteToken.SHOWN);
            psql(region + "-db1", SiteToken.kept("HOSTS"));
        }
        pair("seoul", "busan", "busan-db1");
        pair("busan", "seoul", "seoul-db1");
        within(LIMIT, "rows flow", () -> flows("seoul") && flows("busan"));
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

    @Test
    @Order(5)
    void aReplicaIsPromotedByHandAndTheFormerPrimaryComesBackOnlyAsItsReplica() throws IOException {
        Machine lost = MACHINES.get("seoul-db1");
        lost.shell("systemctl kill -s KILL postgresql@17-main; systemctl stop postgresql@17-main")
                .run();
        MACHINES.get("seoul-db2").shell("pg_ctlcluster 17 main promote").run();
        within(LIMIT, "nodes work on what was promoted", () -> signIn("seoul").contains("200"));
        inventory.say("seoul", "site_primary: seoul-db2\n");

        assertThat(playbooks.play("site", "--limit", "seoul").outcome().said())
                .contains("seoul-db1 has been the primary of seoul");
        assertThat(lost.shell("systemctl start postgresql@17-main; pg_lsclusters -h")
                        .outcome()
                        .said())
                .contains("down");

        playbooks.run("site", "--limit", "seoul", "-e", "postgresql_overwrite=true");
        within(
                LIMIT,
                "the former primary streams",
                () -> psql("seoul-db2", "select state from pg_stat_replication where usename = 'replica'")
                        .equals("streaming"));
    }

    private static String active(String alias) {
        return api("seoul", "GET", "/aliases/" + alias, "").replaceAll("(?s).*\"active\" *: *\"([^\"]+)\".*", "$1");
    }

    private static String revision(String resource) {
        return "\"" + resource.replaceAll("(?s).*\"revision\" *: *([0-9]+).*", "$1") + "\"";
    }

    private static boolean flows(String region) {
        return api(region, "GET", "/regions", "").replace(" ", "").contains("\"incoming\":\"FLOWING\"");
    }

    private static void pair(String region, String peer, String database) {
        api(region, "PUT", "/regions/" + peer, """
                {"host": "%s", "port": 5432, "database": "berth", "user": "berth_peer", "tls": "VERIFY_FULL",
                 "passwordFile": "/var/lib/postgresql/peers.pgpass", "rootCertificate": "/etc/ssl/berth/cacert.pem"}
                """.formatted(ADDRESSES.get(database)));
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
                "https://" + RegionsInventory.portal(region) + "/api/v1" + path));
        if (!body.isEmpty()) {
            words.addAll(List.of("-H", "Content-Type: application/json", "-d", body));
        }
        for (String expected : revision) {
            words.addAll(List.of("-H", "If-Match: " + expected));
        }
        return room.inside(folder, LIMIT, Map.of(), words).run();
    }

    private static String signIn(String region) {
        return playbooks.throughHaproxy(RegionsInventory.portal(region), ADDRESSES.get(region + "-db1"), "/sign-in");
    }

    private static String psql(String machine, String statement) {
        return MACHINES.get(machine)
                .shell("cd / && runuser -u postgres -- psql -qtAX -v ON_ERROR_STOP=1 -d berth -c \"" + statement + "\"")
                .run()
                .strip();
    }

    private static CompletableFuture<String> meanwhile(String script) {
        return CompletableFuture.supplyAsync(
                () -> room.inside(folder, Duration.ofMinutes(30), Map.of(), List.of("bash", "-ec", script))
                        .run(),
                Thread::startVirtualThread);
    }

    private static void copyImage() throws IOException {
        Path image = Files.createDirectory(room.given().resolve("image"));
        Path golden = Path.of(System.getenv().getOrDefault("BERTH_IMAGE_DIR", "/var/lib/berth/images/desktop"));
        try (Stream<Path> files = Files.list(golden)) {
            for (Path file : files.toList()) {
                Files.copy(file, image.resolve(file.getFileName()));
            }
        }
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
}
