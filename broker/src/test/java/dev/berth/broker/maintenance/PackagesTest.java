package dev.berth.broker.maintenance;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static dev.berth.broker.maintenance.MaintainedRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.software.Content;
import dev.berth.broker.software.DesktopPackages;
import dev.berth.broker.software.Moment;
import dev.berth.broker.software.PackageLine;
import dev.berth.broker.software.Packages;
import dev.berth.broker.software.Rule;
import dev.berth.broker.software.Software;
import dev.berth.broker.software.SoftwareFiles;
import dev.berth.broker.software.SoftwareRounds;
import dev.berth.broker.software.SoftwareSpec;
import dev.berth.broker.software.TaskState;
import dev.berth.broker.software.TestSoftware;
import dev.berth.broker.software.Version;
import dev.berth.broker.software.VersionSpec;
import dev.berth.broker.update.PackagedGuests;
import dev.berth.hypervisor.MachineId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packages that come to desktops and go from them, over a simulated host. */
class PackagesTest {

    private static final GroupMembership DESIGN = new GroupMembership(
            new GroupId("S-1-5-21-1-2-3-1107"), "Design", "CN=Design,DC=corp,DC=example,DC=com", List.of("Design"));

    private MaintainedRegion region;
    private PackagedGuests guests;
    private Packages packages;
    private DesktopPackages lines;
    private Bundle bundle;
    private Software software;

    @BeforeEach
    void begin() {
        region =
                new MaintainedRegion("berth.software.retry=5s", "berth.software.attempts=2", "berth.software.pause=1s");
        guests = new PackagedGuests(region.world);
        packages = region.get(Packages.class);
        lines = region.get(DesktopPackages.class);
        bundle = region.bundle("Standard", RunningMode.AUTO_STOP);
        software = packages.create(new SoftwareSpec("Ink", "Draws", "Ink Ltd", "apps"), ADMIN);
    }

    @AfterEach
    void end() {
        region.close();
    }

    @Test
    void groupsDesktopsGetTheCurrentVersionAndLoseItWithTheAssignment() {
        DesktopId hers = region.running(region.person("alice", DESIGN), bundle);
        DesktopId his = region.running(region.person("bob"), bundle);
        Version first = add("1.0");
        var assigned = packages.assign(
                software.id(), new Subject.OfGroup(DESIGN.id(), "Design"), Rule.REQUIRED, Moment.NOW, ADMIN);
        until("installed", () -> line(hers).state() == TaskState.INSTALLED);
        assertThat(version(hers)).isEqualTo("1.0");
        assertThat(lines.of(his)).isEmpty();

        Version next = add("1.1");
        assertThat(packages.find(software.id()).orElseThrow().current()).contains(first.id());
        region.beginSession(hers);
        setCurrent(next);
        until("waits", () -> line(hers).reason() != null);
        assertThat(line(hers).reason()).contains("session");
        assertThat(version(hers)).isEqualTo("1.0");
        region.endSessions();
        until(
                "upgraded",
                () -> line(hers).state() == TaskState.INSTALLED && version(hers).equals("1.1"));
        setCurrent(first);
        until(
                "set back",
                () -> line(hers).state() == TaskState.INSTALLED && version(hers).equals("1.0"));

        setCurrent(
                packages.add(software.id(), new VersionSpec("3.0", new Content.FromSources("ink-ng", "3.0")), ADMIN));
        until(
                "installed under another name",
                () -> line(hers).state() == TaskState.INSTALLED
                        && version(hers, "ink-ng").equals("3.0"));
        assertThat(version(hers)).isEmpty();

        assertThatThrownBy(() -> packages.delete(software.id(), revision(), ADMIN))
                .isInstanceOf(ChangeRefusedException.class);
        packages.withdraw(assigned.id(), ADMIN);
        until("removed", () -> lines.of(hers).isEmpty());
        assertThat(version(hers, "ink-ng")).isEmpty();
        packages.delete(software.id(), revision(), ADMIN);
        assertThat(region.audited("package", software.id())).isGreaterThanOrEqualTo(6);
    }

    @Test
    void whatIsForTheWindowIsDoneInMaintenanceOnADesktopThatIsOff() {
        DesktopId desktop = region.stopped(region.person("alice"), bundle);
        add("1.0");
        packages.assign(software.id(), new Subject.Everyone(), Rule.REQUIRED, Moment.WINDOW, ADMIN);
        settle();
        assertThat(line(desktop).state()).isEqualTo(TaskState.PLANNED);
        Run run = region.get(Runs.class).start("Now", Set.of(desktop), 60, ADMIN);
        assertThat(region.finished(run.id()).counts()).containsOnlyKeys(Phase.DONE);
        assertThat(version(desktop)).isEqualTo("1.0");
        assertThat(line(desktop).state()).isEqualTo(TaskState.INSTALLED);
        assertThat(region.state(desktop)).isEqualTo(DesktopState.STOPPED);
    }

    @Test
    void whatFailsIsTriedAgainThenGivenUpAndTriedOnceMoreWhenAsked() {
        DesktopId desktop = region.running(region.person("alice"), bundle);
        guests.cannotConfigure("ink", true);
        add("1.0");
        packages.assign(software.id(), new Subject.Everyone(), Rule.REQUIRED, Moment.NOW, ADMIN);
        until("fails", () -> line(desktop).state() == TaskState.RETRYING);
        assertThat(line(desktop).said()).contains("cannot be configured");
        until("is given up", () -> line(desktop).state() == TaskState.GIVEN_UP);
        assertThat(line(desktop).reason()).contains("tried 2 times");
        assertThat(lines.of(software.id(), TaskState.GIVEN_UP, 10, 0)).hasSize(1);
        guests.cannotConfigure("ink", false);
        assertThat(lines.retry(software.id(), Optional.empty(), ADMIN)).isEqualTo(1);
        until("installed", () -> line(desktop).state() == TaskState.INSTALLED);
    }

    @Test
    void peopleInstallAndRemoveWhatIsThereForThem() {
        Person alice = region.person("alice");
        DesktopId desktop = region.running(alice, bundle);
        bring();
        packages.assign(software.id(), new Subject.OfPerson(alice.id(), "alice"), Rule.AVAILABLE, Moment.WINDOW, ADMIN);
        until("offered", () -> lines.of(desktop).size() == 1 && line(desktop).state() == TaskState.ABSENT);
        assertThatThrownBy(() -> lines.choose(desktop, software.id(), false, ADMIN))
                .isInstanceOf(ChangeRefusedException.class);
        region.beginSession(desktop);
        lines.choose(desktop, software.id(), true, ADMIN);
        until("installed", () -> line(desktop).state() == TaskState.INSTALLED);
        assertThat(version(desktop)).isEqualTo("2.0");
        lines.choose(desktop, software.id(), false, ADMIN);
        until("removed", () -> line(desktop).state() == TaskState.ABSENT);
        assertThat(version(desktop)).isEmpty();
        assertThat(line(desktop).rule()).isEqualTo(Rule.AVAILABLE);
    }

    /** Of a file in three pieces, with a sum. */
    private void bring() {
        SoftwareFiles files = region.get(SoftwareFiles.class);
        byte[] content = new byte[2 * SoftwareFiles.PART_BYTES + 77];
        System.arraycopy("!<arch>\ndebian-binary".getBytes(StandardCharsets.US_ASCII), 0, content, 0, 21);
        var file = files.begin("ink_2.0_all.deb", content.length);
        assertThatThrownBy(() -> files.take(file.id(), 0, new byte[SoftwareFiles.PART_BYTES]))
                .hasMessageContaining("not a Debian package");
        for (int place = 0; place < 3; place++) {
            int from = place * SoftwareFiles.PART_BYTES;
            files.take(
                    file.id(),
                    place,
                    Arrays.copyOfRange(content, from, Math.min(content.length, from + SoftwareFiles.PART_BYTES)));
        }
        assertThatThrownBy(() -> files.finish(file.id(), "0".repeat(64))).hasMessageContaining("sha256 is");
        assertThat(files.finish(file.id(), "").sha256()).hasSize(64);
        packages.add(software.id(), new VersionSpec("2.0", new Content.FromFile("ink", "2.0", file.id())), ADMIN);
    }

    private Version add(String version) {
        return packages.add(software.id(), new VersionSpec(version, new Content.FromSources("ink", version)), ADMIN);
    }

    private void setCurrent(Version version) {
        packages.setCurrent(software.id(), revision(), version.id(), ADMIN);
    }

    private long revision() {
        return packages.find(software.id()).orElseThrow().revision();
    }

    private PackageLine line(DesktopId desktop) {
        return lines.of(desktop).getFirst();
    }

    private String version(DesktopId desktop) {
        return version(desktop, "ink");
    }

    private String version(DesktopId desktop, String name) {
        return guests.installed(new MachineId(desktop.value()), name);
    }

    private void settle() {
        region.get(SoftwareRounds.class).settle();
    }

    private void until(String what, BooleanSupplier so) {
        SoftwareRounds rounds = region.get(SoftwareRounds.class);
        within(SOON, what, () -> {
            rounds.settle();
            rounds.advance();
            TestSoftware.awaitIdle(rounds, SOON);
            region.clock.forward(Duration.ofSeconds(3));
            return so.getAsBoolean();
        });
    }
}
