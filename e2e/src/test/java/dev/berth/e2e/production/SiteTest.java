package dev.berth.e2e.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
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

/** One bare Debian machine, made into a region by the playbooks, lost, and restored on another one. */
@Tag("real")
@Tag("site")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SiteTest {

    private static final String ADDRESS = "10.77.0.10";
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
                common_refresh_packages: false
                """.formatted(folder));
        machine.awaitSsh();
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

    @Test
    @Order(5)
    void aBackupPutsEverythingBackIntoAnEmptyMachine() throws IOException {
        machine.shell("runuser -u postgres -- psql -qd berth -c \"insert into person"
                        + " (id, account_name, upn, display_name, last_seen_at) select gen_random_uuid(), 'kept',"
                        + " 'kept@corp.test', 'Somebody Kept', now()\" && install -d -o berth -g berth"
                        + " /var/lib/berth/recordings && echo frames >/var/lib/berth/recordings/kept")
                .run();
        String kept = kept();
        playbooks.run("backup", "-e", "backup_to=" + folder.resolve("backups"));
        machine.powerOff();

        machine = room.boot("desktops", "bookworm", ADDRESS);
        machine.awaitSsh();
        playbooks.run("site");
        assertThat(kept()).isNotEqualTo(kept).doesNotContain("Somebody Kept");
        playbooks.run("restore", "-e", "restore_from=" + folder.resolve("backups"));
        assertThat(kept()).isEqualTo(kept).contains("Somebody Kept", "frames");
        assertThat(answer("/sign-in")).contains("200");
        machine.shell("/usr/lib/berth/audit verify").run();
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
