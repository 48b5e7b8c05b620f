package dev.berth.broker.desktop;

import static dev.berth.broker.software.TaskState.GIVEN_UP;
import static dev.berth.broker.software.TaskState.INSTALLED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.maintenance.TestRounds;
import dev.berth.broker.software.PackageLine;
import dev.berth.broker.software.SoftwareId;
import dev.berth.broker.software.TaskState;
import dev.berth.broker.software.TestSoftware;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One guest on libvirt with an older package installed on purpose and a file repository of its own: it is updated and
 * restarted; then an update fails, and the guest and its person's file are as before. Then packages come, change and go.
 */
@Tag("real")
@Tag("maintenance")
class UpdatesOnLibvirtTest extends OneRealGuest {

    private static final String REPORT = "/home/person/report";

    /** Version 2.0 asks for a restart; 3.0 cannot be configured. */
    private static final String REPOSITORY = """
            set -e
            mkdir -p /srv/repo; cd /srv
            make() {
                rm -rf made; mkdir -p made/DEBIAN made/usr/share/berth-probe; echo "$1" >made/usr/share/berth-probe/version
                printf 'Package: berth-probe\\nVersion: %s\\nArchitecture: all\\nMaintainer: Test <root@localhost>\\nDescription: A probe\\n' \\
                    "$1" >made/DEBIAN/control
                printf '#!/bin/sh\\n%s\\n' "$2" >made/DEBIAN/postinst; chmod 755 made/DEBIAN/postinst
                dpkg-deb -b made "repo/berth-probe_$1.deb" >/dev/null
            }
            make 1.0 'exit 0'; make 2.0 ': >/run/reboot-required'; make 3.0 'echo it cannot be configured; exit 1'
            dpkg -i repo/berth-probe_1.0.deb >/dev/null
            rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
            echo 'deb [trusted=yes] file:/srv/repo ./' >/etc/apt/sources.list
            """;

    private static final String OFFER = """
            cd /srv/repo; file=berth-probe_$1.deb
            { dpkg-deb -f "$file"; printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' \\
                "$file" "$(stat -c %s "$file")" "$(sha256sum "$file" | cut -d' ' -f1)"; } >Packages
            """;

    /** Packages that come by themselves: one in the sources, one that cannot be configured, one as a file. */
    private static final String TOOLS = """
            set -e
            cd /srv
            make() {
                rm -rf made; mkdir -p made/DEBIAN "made/usr/share/$1"; echo "$2" >"made/usr/share/$1/version"
                printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: Test <root@localhost>\\nDescription: A tool\\n' \\
                    "$1" "$2" >made/DEBIAN/control
                printf '#!/bin/sh\\n%s\\n' "$3" >made/DEBIAN/postinst; chmod 755 made/DEBIAN/postinst
                dpkg-deb -b made "$1_$2.deb" >/dev/null
            }
            make berth-tool 1.0 'exit 0'; make berth-tool 1.1 'exit 0'
            make berth-broken 1.0 'echo it cannot be configured; exit 1'
            mv berth-tool_1.0.deb berth-broken_1.0.deb repo; cd repo
            for file in berth-tool_1.0.deb berth-broken_1.0.deb; do
                dpkg-deb -f "$file"; printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' \\
                    "$file" "$(stat -c %s "$file")" "$(sha256sum "$file" | cut -d' ' -f1)"
            done >Packages
            base64 -w 0 ../berth-tool_1.1.deb
            """;

    UpdatesOnLibvirtTest() {
        super("berth-updates-test");
    }

    @Test
    void olderPackageIsUpdatedAndWhatFailsIsRolledBackWithThePersonsFileIntact() {
        desktop = node.desktops.open(region.person(), bundle);
        ready("made");
        exec("dear diary", "/usr/bin/tee", REPORT);
        exec("", "/bin/sh", "-c", REPOSITORY);
        exec("", "/bin/sh", "-c", OFFER, "offer", "2.0");
        var rounds = new TestRounds(
                node.database, node.transactions, node.desktops, node.lifecycle, node.snapshots, region.clock);

        rounds.begin("Update", desktop.id());
        over(rounds, 1);
        said("updated");
        assertThat(stages()).containsExactly("DONE");
        assertThat(changes()).containsExactly("berth-probe 1.0 2.0");
        assertThat(version()).isEqualTo("2.0");

        exec("", "/bin/sh", "-c", OFFER, "offer", "3.0");
        rounds.begin("Update that fails", desktop.id());
        over(rounds, 2);
        ready("rolled back");
        assertThat(stages()).containsExactly("DONE", "ROLLED_BACK");
        assertThat(reason()).contains("ended with 100").contains("rolled back to the snapshot");
        assertThat(version()).isEqualTo("2.0");
        assertThat(exec("", "/usr/bin/cat", REPORT)).isEqualTo("dear diary");
        packagesComeChangeAndGo(rounds.software);
    }

    private void packagesComeChangeAndGo(TestSoftware software) {
        byte[] file = Base64.getDecoder().decode(exec("", "/bin/sh", "-c", TOOLS));
        SoftwareId tool = software.required("berth-tool", "1.0");
        SoftwareId broken = software.required("berth-broken", "1.0");
        SoftwareId script = software.script("berth-note", "5", "/srv/note");
        reach(software, Map.of(tool, INSTALLED, broken, GIVEN_UP, script, INSTALLED));
        said("installed");
        assertThat(installed("berth-tool")).isEqualTo("1.0");
        assertThat(installed("berth-broken")).isEmpty();
        assertThat(exec("", "/usr/bin/cat", "/srv/note")).isEqualTo("5");
        PackageLine failed = software.lines.of(broken, GIVEN_UP, 10, 0).getFirst();
        assertThat(failed.reason()).contains("tried 2 times");
        assertThat(failed.said()).contains("dpkg");

        software.release(tool, "berth-tool", "1.1", file);
        software.withdraw(script);
        software.withdraw(broken);
        reach(software, Map.of(tool, INSTALLED));
        assertThat(installed("berth-tool")).isEqualTo("1.1");
        exec("", "/usr/bin/test", "!", "-e", "/srv/note");
        software.withdraw(tool);
        reach(software, Map.of());
        assertThat(installed("berth-tool")).isEmpty();
        said("upgraded and removed");
    }

    /** Until the desktop has these packages, in these states, and no others. */
    private void reach(TestSoftware software, Map<SoftwareId, TaskState> wanted) {
        software.rounds.settle();
        until(BOOT, "packages are " + wanted.values(), () -> {
            software.rounds.advance();
            software.awaitIdle(SHORT);
            return software.lines.of(desktop.id()).stream()
                    .collect(Collectors.toMap(PackageLine::software, PackageLine::state))
                    .equals(wanted);
        });
    }

    private String installed(String name) {
        return exec("", "/bin/sh", "-c", "dpkg-query -W -f '${Version}' \"$1\" 2>/dev/null || true", "find", name);
    }

    private void over(TestRounds rounds, int ended) {
        until(BOOT, "maintenance is over", () -> {
            rounds.rounds.advance();
            rounds.awaitIdle(SHORT);
            return region.jdbc
                            .sql("select count(*) from maintenance_item where ended_at is not null")
                            .query(Integer.class)
                            .single()
                    == ended;
        });
        String said = region.jdbc
                .sql("select string_agg(phase || ': ' || coalesce(reason, ''), '; ') from maintenance_item")
                .query(String.class)
                .single();
        said(said);
    }

    private String version() {
        return exec("", "/usr/bin/dpkg-query", "-W", "-f", "${Version}", "berth-probe");
    }

    private List<String> stages() {
        return region.jdbc
                .sql("select stage from maintenance_update order by stage_since")
                .query(String.class)
                .list();
    }

    private String reason() {
        return region.jdbc
                .sql("select reason from maintenance_update order by stage_since desc limit 1")
                .query(String.class)
                .single();
    }

    private List<String> changes() {
        return region.jdbc
                .sql("select package || ' ' || from_version || ' ' || to_version from update_change order by package")
                .query(String.class)
                .list();
    }
}
