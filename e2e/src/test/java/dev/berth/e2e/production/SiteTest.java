package dev.berth.e2e.production;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One bare Debian machine, made into a region by the playbooks, lost, and restored. */
@Tag("real")
@Tag("site")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SiteTest {

    private static final Path ANSIBLE =
            Path.of("..", "ansible").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofMinutes(45);
    private static final Pattern RECAP =
            Pattern.compile("desktops +: ok=(\\d+) +changed=(\\d+) +unreachable=0 +failed=0");

    @TempDir
    private static Path folder;

    private static Machine machine;

    @BeforeAll
    static void boot() throws IOException {
        machine = Machine.boot(folder, PackageTest.PACKAGE);
        within(Duration.ofMinutes(4), "the machine answers SSH", machine::answers);
        Path inventory = Files.createDirectories(folder.resolve("inventory/group_vars"));
        String groups = Files.readString(ANSIBLE.resolve("inventories/one-machine/hosts.yml"))
                .replaceFirst(
                        "desktops:\\R +ansible_host: [0-9.]+",
                        "desktops: " + Matcher.quoteReplacement(machine.inventoried()));
        Files.writeString(folder.resolve("inventory/hosts.yml"), groups);
        Files.writeString(inventory.resolve("all.yml"), """
                site_region: main
                site_public_name: desktops.test
                site_secrets: %s/secrets
                berth_node_package_there: /given/berth.deb
                berth_node_train: false
                berth_node_java_options: -Xms64m -Xmx1g -XX:TieredStopAtLevel=1
                berth_node_ready_seconds: 1500
                common_refresh_packages: false
                """.formatted(folder));
    }

    @AfterAll
    static void powerOff() {
        machine.close();
    }

    @Test
    @Order(1)
    void siteMakesARegionOfABareMachine() {
        assertThat(changedBy(play("site"))).isPositive();
        assertThat(throughHaproxy("/sign-in")).contains("200").contains("strict-transport-security");
        assertThat(throughHaproxy("/actuator/prometheus")).contains("404");
    }

    @Test
    @Order(2)
    void aSecondRunChangesNothing() {
        String said = play("site");
        assertThat(changedBy(said)).as(said).isZero();
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
        assertThat(machine.shell(
                                "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'; find / -xdev"
                                        + " -type f -perm /044 -newer /etc/hostname -not -path '/proc/*' -print0 | xargs -0 grep -lsF -- '"
                                        + password + "'")
                        .outcome()
                        .said())
                .doesNotContain(password);
    }

    @Test
    @Order(4)
    void aBackupPutsEverythingBackIntoAnEmptyNode() throws IOException {
        machine.shell("runuser -u postgres -- psql -qd berth -c \"insert into person"
                        + " (id, account_name, upn, display_name, last_seen_at) select gen_random_uuid(), 'kept',"
                        + " 'kept@corp.test', 'Somebody Kept', now()\"")
                .run();
        String kept = kept();
        play("backup", "-e", "backup_to=" + folder.resolve("backups"));
        machine.shell("systemctl stop berth && rm -rf /var/lib/berth/region.key /var/lib/berth/audit.head"
                        + " && runuser -u postgres -- dropdb berth && runuser -u postgres -- createdb -O berth berth")
                .run();
        play("restore", "-e", "restore_from=" + folder.resolve("backups"));
        assertThat(kept()).isEqualTo(kept).contains("Somebody Kept");
        assertThat(throughHaproxy("/sign-in")).contains("200");
    }

    /** What a backup has to bring back: rows, and the key without which much of them says nothing. */
    private static String kept() {
        return machine.shell("runuser -u postgres -- psql -qtAXd berth -c \"select display_name from person\" -c"
                        + " \"select count(*) from flyway_schema_history\" && sha256sum /var/lib/berth/region.key")
                .run();
    }

    private static String throughHaproxy(String path) {
        return Command.in(
                        folder,
                        Duration.ofMinutes(1),
                        "curl",
                        "-sS",
                        "-D-",
                        "-o",
                        "/dev/null",
                        "--cacert",
                        folder.resolve("secrets/authority.pem").toString(),
                        "--connect-to",
                        "desktops.test:443:127.0.0.1:" + machine.https(),
                        "https://desktops.test" + path)
                .run();
    }

    private static String play(String playbook, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "ansible-playbook",
                "-i",
                folder.resolve("inventory/hosts.yml").toString(),
                "playbooks/" + playbook + ".yml"));
        words.addAll(Arrays.asList(more));
        return new Command(ANSIBLE, Map.of(), LIMIT, words).run();
    }

    private static int changedBy(String said) {
        Matcher recap = RECAP.matcher(said);
        assertThat(recap.find()).as(said).isTrue();
        return Integer.parseInt(recap.group(2));
    }
}
