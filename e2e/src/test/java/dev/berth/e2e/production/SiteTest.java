package dev.berth.e2e.production;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.regions.SamePeople;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** One bare Debian machine, made into a region by the playbooks, lost, and restored on another one. */
@Tag("real")
@Tag("site")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SiteTest {

    private static final String ADDRESS = "10.77.0.10";
    private static final String PROMETHEUS = "http://127.0.0.1:9090";
    private static final Duration WATCH = Duration.ofSeconds(15);

    /** What systemd leaves a node that hangs after it was told to end, and before the next one starts: see berth.service. */
    private static final Duration EXCHANGE = Duration.ofSeconds(15);

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    @TempDir
    private static Path folder;

    private static MachineRoom room;
    private static Machine machine;
    private static Playbooks playbooks;

    @BeforeAll
    static void boot() throws IOException {
        room = MachineRoom.open(folder, Map.of("desktops.test", ADDRESS));
        Files.copy(PackageTest.PACKAGE, room.given().resolve("berth.deb"));
        SamePeople.in(room.given().resolve("people"));
        machine = room.boot("desktops", "bookworm", ADDRESS);
        playbooks = new Playbooks(room, folder);
        Path variables = Files.createDirectories(folder.resolve("inventory/group_vars"));
        String groups = Files.readString(Playbooks.ANSIBLE.resolve("inventories/one-machine/hosts.yml"))
                .replaceFirst(
                        "desktops:\\R +ansible_host: [0-9.]+",
                        "desktops: " + Matcher.quoteReplacement(machine.inventoried()));
        Files.writeString(folder.resolve("inventory/hosts.yml"), groups);
        Files.writeString(variables.resolve("all.yml"), """
                site_region: main
                site_public_name: desktops.test
                site_secrets: %s/secrets
                berth_node_package_there: /given/berth.deb
                berth_node_train: false
                berth_node_java_options: -Xms64m -Xmx1g -XX:TieredStopAtLevel=1
                berth_node_settings: {watchdog: {limit: %ds}}
                common_refresh_packages: false
                """.formatted(folder, WATCH.toSeconds()));
        machine.awaitSsh();
        machine.knowPeople();
    }

    @AfterAll
    static void powerOff() {
        room.close();
    }

    @Test
    @Order(1)
    void siteMakesARegionOfABareMachine() {
        assertThat(Playbooks.changedBy(playbooks.run("site"))).isPositive();
        assertThat(answer("/sign-in")).contains("200").contains("strict-transport-security");
        assertThat(answer("/actuator/prometheus")).contains("404");
    }

    @Test
    @Order(2)
    void aSecondRunChangesNothing() {
        playbooks.runWithNothingToDo("site");
    }

    @Test
    @Order(3)
    void noSecretIsReadableByOthersOrShownByAProcess() throws IOException {
        String password = Files.readString(folder.resolve("secrets/main/database-password"))
                .strip();
        assertThat(password).hasSizeGreaterThan(30);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("secrets/main/database-password"))))
                .isEqualTo("rw-------");
        // Not in the line of shell, which is a process like any other.
        Files.writeString(
                Files.createFile(room.given().resolve("looked-for"), PosixFilePermissions.asFileAttribute(OWNER)),
                password + "\n");
        assertThat(machine.shell(
                                "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -cFf"
                                        + " /given/looked-for; find / -xdev -type f -perm /044 -newer /etc/hostname"
                                        + " -not -path '/proc/*' -print0 | xargs -0 grep -lsFf /given/looked-for")
                        .outcome()
                        .said())
                .as("how many processes show it, and which files")
                .isEqualTo("0\n");
    }

    /** libvirt, asked over TLS as a node asks it, runs a machine of its own. */
    @Test
    @Order(4)
    void theHypervisorRunsAMachineForANodeOfTheSite() {
        machine.shell("""
                set -e
                cat >/tmp/guest.xml <<'EOT'
                <domain type='qemu'><name>guest</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>
                EOT
                virsh -q -c 'qemu+tls://%1$s/system?pkipath=/etc/ssl/berth' create /tmp/guest.xml
                virsh -q -c 'qemu+tls://%1$s/system?pkipath=/etc/ssl/berth' domstate guest | grep -qx running
                virsh -q -c 'qemu+tls://%1$s/system?pkipath=/etc/ssl/berth' destroy guest
                """.formatted(ADDRESS)).run();
        assertThat(machine.shell("virsh -q -c 'qemu+tls://" + ADDRESS + "/system?pkipath=/nowhere' list")
                        .outcome()
                        .code())
                .as("whoever shows no certificate is not let in")
                .isNotZero();
    }

    /** As a process that waits for a disk: it does not even hear that it is to say what it does. */
    @Test
    @Order(5)
    void aNodeThatStandsStillIsRestarted() {
        replacedAfter("kill -STOP " + node());
    }

    /** Whoever serves people is a virtual thread; all that runs besides runs on, and would have called it well. */
    @Test
    @Order(6)
    void aNodeWhoseVirtualThreadsDoNotRunIsRestartedAndSaysWhatItDid() throws IOException {
        Files.copy(MachineRoom.PROGRAMS.resolve("hold"), room.given().resolve("hold"));
        String held = node();
        replacedAfter("systemd-run --quiet /given/hold " + held + " ForkJoi");
        assertThat(machine.shell("journalctl -o cat _PID=" + held).run()).contains("Full thread dump");
    }

    @Test
    @Order(7)
    void aBackupPutsEverythingBackIntoAnEmptyMachine() throws IOException {
        machine.shell("runuser -u postgres -- psql -qd berth -c \"insert into person"
                        + " (id, account_name, upn, display_name, last_seen_at) select gen_random_uuid(), 'kept',"
                        + " 'kept@corp.test', 'Somebody Kept', now()\" && install -d -o berth -g berth"
                        + " /var/lib/berth/recordings && echo frames >/var/lib/berth/recordings/kept")
                .run();
        machine.shell("runuser -u postgres -- psql -qd berth -c \"" + SiteToken.kept("READ") + "\"")
                .run();
        Files.writeString(folder.resolve("secrets/main/monitoring-token"), SiteToken.SHOWN);
        String kept = kept();
        playbooks.run("backup", "-e", "backup_to=" + folder.resolve("backups"));
        machine.powerOff();

        machine = room.boot("desktops", "bookworm", ADDRESS);
        machine.awaitSsh();
        machine.knowPeople();
        playbooks.run("site");
        assertThat(kept()).isNotEqualTo(kept).doesNotContain("Somebody Kept");
        playbooks.run("restore", "-e", "restore_from=" + folder.resolve("backups"));
        assertThat(kept()).isEqualTo(kept).contains("Somebody Kept", "frames");
        assertThat(answer("/sign-in")).contains("200");
        machine.shell("/usr/lib/berth/audit verify").run();
    }

    /** The token for it came with the backup. */
    @Test
    @Order(8)
    void prometheusReadsTheNodeAndUnderstandsEveryRuleAndPanel() throws IOException {
        within(
                SOON,
                "Prometheus reads the node's figures",
                () -> machine.shell("promtool query instant " + PROMETHEUS + " 'up{job=\"berth\"}'")
                        .outcome()
                        .said()
                        .contains("=> 1 @"));
        machine.shell("promtool check rules /etc/prometheus/*.rules.yml").run();
        List<String> queries = new ObjectMapper()
                .readTree(Files.readString(Playbooks.ANSIBLE.resolve("../monitoring/berth-dashboard.json")))
                .findValuesAsString("expr");
        assertThat(queries).hasSizeGreaterThan(20);
        Files.write(room.given().resolve("queries"), queries);
        assertThat(machine.shell("while read -r query; do promtool query instant " + PROMETHEUS
                                + " \"$query\" >/dev/null || echo \"$query\"; done </given/queries")
                        .run())
                .as("queries of the dashboard that Prometheus refuses")
                .isEmpty();
    }

    private static String node() {
        return machine.shell("systemctl show -P MainPID berth").run().strip();
    }

    /** Does that to the node; systemd sees within the limit that it hangs, and puts another process in its place. */
    private static void replacedAfter(String hang) {
        String before = node();
        machine.shell(hang).run();
        Instant began = Instant.now();
        within(
                WATCH.plus(EXCHANGE).plusSeconds(5),
                "systemd puts another process in the node's place",
                () -> !List.of(before, "0").contains(node()));
        System.out.printf(
                "%s: replaced after %d s%n",
                hang, Duration.between(began, Instant.now()).toSeconds());
        within(SOON, "the node answers again", () -> answer("/sign-in").contains("200"));
        assertThat(machine.shell("journalctl -o cat -u berth").run())
                .contains("Watchdog timeout (limit " + WATCH.toSeconds() + "s)");
    }

    /** What a backup has to bring back: rows, files, and the keys without which much of them says nothing. */
    private static String kept() {
        return machine.shell("runuser -u postgres -- psql -qtAXd berth -c \"select display_name from person\" -c"
                        + " \"select count(*) from flyway_schema_history\"; sha256sum /var/lib/berth/region.key;"
                        + " cat /var/lib/berth/recordings/* 2>/dev/null || true")
                .run();
    }

    private static String answer(String path) {
        return playbooks.throughHaproxy("desktops.test", ADDRESS, path);
    }
}
