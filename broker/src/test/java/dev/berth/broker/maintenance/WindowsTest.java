package dev.berth.broker.maintenance;

import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopZones;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.GroupMembership;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Windows as rows, and which desktops they are for. */
class WindowsTest {

    private static MaintainedRegion region;

    @BeforeAll
    static void begin() {
        region = new MaintainedRegion("berth.maintenance.zone=Europe/Berlin");
    }

    @AfterAll
    static void end() {
        region.close();
    }

    @Test
    void regionBeginsWithTheDefaultsInItsZone() {
        List<MaintenanceWindow> defaults = windows().list().subList(0, 2);
        assertThat(defaults)
                .extracting(MaintenanceWindow::kind)
                .containsExactly(MaintenanceWindow.Kind.ALWAYS_ON, MaintenanceWindow.Kind.AUTO_STOP);
        assertThat(defaults).allMatch(window -> window.spec().timing().zone().equals(ZoneId.of("Europe/Berlin")));
        assertThat(defaults.getFirst().spec().timing().rhythm()).isEqualTo(new Rhythm.Weekly(Set.of(DayOfWeek.SUNDAY)));
        assertThatThrownBy(() -> windows().delete(defaults.getFirst().id(), 1, ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("Disable it instead");
    }

    @Test
    void windowIsKeptAsItWasSetAndChangesNameTheirRevision() {
        var dates = new TreeSet<>(Set.of(LocalDate.of(2027, 1, 31), LocalDate.of(2027, 2, 28)));
        var bundle = region.bundle("Kept", RunningMode.MANUAL);
        var scope =
                new Scope(Set.of(bundle.id()), List.of(new Scope.Group(new GroupId("S-1-5-21-1-2-3-512"), "Sales")));
        var spec = new WindowSpec(
                "Month ends",
                new Timing(ZoneId.of("Asia/Seoul"), new Rhythm.Dates(dates), LocalTime.of(23, 15), 90),
                scope);
        MaintenanceWindow made = windows().create(spec, ADMIN);
        assertThat(made.spec()).isEqualTo(spec);
        var weekly = new WindowSpec(
                "Fridays",
                new Timing(ZoneOffset.UTC, new Rhythm.Weekly(Set.of(DayOfWeek.FRIDAY)), LocalTime.of(1, 0), 60),
                Scope.ALL);
        MaintenanceWindow changed = windows().update(made.id(), made.revision(), weekly, ADMIN);
        assertThat(changed.spec()).isEqualTo(weekly);
        assertThatThrownBy(() -> windows().update(made.id(), made.revision(), spec, ADMIN))
                .isInstanceOf(StaleRevisionException.class);
        assertThatThrownBy(() -> windows().create(weekly, ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageStartingWith("name is 'Fridays'");
        assertThat(windows().enable(made.id(), changed.revision(), false, ADMIN).enabled())
                .isFalse();
        windows().delete(made.id(), changed.revision() + 1, ADMIN);
        assertThat(windows().find(made.id())).isEmpty();
        assertThat(region.audited("maintenance-window", made.id())).isEqualTo(4);
    }

    @Test
    void ownWindowsTakeTheirDesktopsFromTheDefaults() {
        var sales = new GroupMembership(new GroupId("S-1-5-21-9-9-9-1001"), "Sales", "CN=Sales", List.of("Sales"));
        var bundle = region.bundle("Everybody", RunningMode.ALWAYS_ON);
        DesktopId ofSales = region.running(region.person("alice", sales), bundle);
        DesktopId other = region.running(region.person("bob"), bundle);
        var scope = new Scope(Set.of(), List.of(new Scope.Group(sales.id(), "Sales")));
        MaintenanceWindow window = windows()
                .create(
                        new WindowSpec(
                                "Sales",
                                new Timing(
                                        ZoneOffset.UTC,
                                        new Rhythm.Weekly(Set.of(DayOfWeek.SATURDAY)),
                                        LocalTime.of(20, 0),
                                        60),
                                scope),
                        ADMIN);
        Instant now = region.clock.instant();
        assertThat(year(now, ofSales))
                .extracting(Planned::name)
                .containsOnly("Sales")
                .hasSizeBetween(52, 53);
        assertThat(year(now, other))
                .extracting(Planned::name)
                .containsOnly("Always on")
                .hasSizeBetween(52, 53);
        windows().enable(window.id(), window.revision(), false, ADMIN);
        assertThat(year(now, ofSales)).extracting(Planned::name).containsOnly("Always on");
        windows().delete(window.id(), window.revision() + 1, ADMIN);
    }

    /** Sunday begins in Seoul before it begins in Berlin: each desktop has its own night, and its one run. */
    @Test
    void defaultWindowOpensByTheClockOfEachDesktop() {
        var bundle = region.bundle("Clocks", RunningMode.ALWAYS_ON);
        DesktopId berlin = region.running(region.person("berlin"), bundle);
        DesktopId seoul = region.running(region.person("seoul"), bundle);
        DesktopZones zones = region.get(DesktopZones.class);
        zones.set(seoul, "Asia/Seoul", ADMIN);
        assertThatThrownBy(() -> zones.set(seoul, "Asia/Atlantis", ADMIN)).hasMessageStartingWith("zone is");
        assertThat(zones.of(seoul)).contains(ZoneId.of("Asia/Seoul"));
        zones.choose(seoul, "Asia/Tokyo", ADMIN);
        assertThatThrownBy(() -> zones.choose(seoul, "Asia/Seoul", ADMIN))
                .as("a clock that is moved on before each window would never be maintained")
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("once in that time");
        zones.choose(seoul, "Asia/Tokyo", ADMIN);
        zones.set(seoul, "Asia/Seoul", ADMIN);
        Instant now = region.clock.instant();
        Planned here = year(now, berlin).getFirst();
        Planned there = year(now, seoul).getFirst();
        assertThat(there.zone()).isEqualTo(ZoneId.of("Asia/Seoul"));
        assertThat(here.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        zones.set(bundle.id(), "America/Lima", ADMIN);
        assertThat(year(now, berlin).getFirst().zone()).isEqualTo(ZoneId.of("America/Lima"));
        assertThat(year(now, seoul).getFirst().zone()).isEqualTo(ZoneId.of("Asia/Seoul"));
        zones.set(bundle.id(), "", ADMIN);
        assertThat(year(now, seoul))
                .allMatch(one -> one.occurrence()
                        .from()
                        .atZone(ZoneId.of("Asia/Seoul"))
                        .toLocalTime()
                        .equals(LocalTime.MIDNIGHT));
        for (Planned next : here.occurrence().from().isAfter(there.occurrence().from())
                ? List.of(there, here)
                : List.of(here, there)) {
            region.clock.forward(Duration.between(
                    region.clock.instant(), next.occurrence().from().plusSeconds(5)));
            region.get(MaintenanceRounds.class).openWindows();
            region.get(MaintenanceRounds.class).openWindows();
        }
        assertThat(runsOf(berlin)).isEqualTo(1);
        assertThat(runsOf(seoul)).isEqualTo(1);
        assertThat(region.get(JdbcClient.class)
                        .sql(
                                "select count(distinct run_id) from maintenance_item where desktop_id = any (:ids::uuid[])")
                        .param("ids", "{" + berlin + "," + seoul + "}")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    private static int runsOf(DesktopId desktop) {
        return region.get(JdbcClient.class)
                .sql("select count(*) from maintenance_item where desktop_id = :id")
                .param("id", desktop.value())
                .query(Integer.class)
                .single();
    }

    /** What the calendar shows is what opens: both come from one plan. */
    @Test
    void monthlyWindowSpreadsDesktopsAndGivesEachOneTurnAMonth() {
        var monthly = new MaintenanceWindow(
                new WindowId(UUID.randomUUID()),
                MaintenanceWindow.Kind.AUTO_STOP,
                new WindowSpec(
                        "Auto-stop",
                        new Timing(
                                ZoneId.of("America/Sao_Paulo"),
                                new Rhythm.Monthly(3, DayOfWeek.MONDAY, 14),
                                LocalTime.MIDNIGHT,
                                300),
                        Scope.ALL),
                true,
                Instant.EPOCH,
                1);
        List<Census> desktops = IntStream.range(0, 5000)
                .mapToObj(i ->
                        new Census(new DesktopId(UUID.randomUUID()), RunningMode.AUTO_STOP, ZoneOffset.UTC, Set.of()))
                .toList();
        var plan = new MaintenancePlan(List.of(monthly), desktops);
        Instant begin = Instant.parse("2027-01-10T12:00:00Z");
        List<Planned> year = plan.between(begin, begin.plus(Duration.ofDays(365)));
        assertThat(year).hasSize(12 * 14).allMatch(one -> one.desktops() > 250 && one.desktops() < 470);
        assertThat(year.subList(0, 14).stream().mapToInt(Planned::desktops).sum())
                .isEqualTo(5000);
        var seen = new HashSet<DesktopId>();
        for (Planned one : year.subList(0, 14)) {
            List<DesktopId> chosen = plan.desktops(monthly, one.occurrence().day());
            assertThat(chosen).hasSize(one.desktops()).allMatch(seen::add);
        }
        assertThat(seen).hasSize(5000);
    }

    @Test
    void nonsenseIsRefusedInASentenceThatNamesTheField() {
        assertThatThrownBy(() ->
                        new Timing(ZoneOffset.UTC, new Rhythm.Weekly(Set.of(DayOfWeek.MONDAY)), LocalTime.NOON, 5))
                .hasMessage("lengthMinutes is '5'; allowed are 15 to 1440 minutes.");
        assertThatThrownBy(() -> new Rhythm.Weekly(Set.of())).hasMessageStartingWith("days is empty");
        assertThatThrownBy(() -> new Rhythm.Monthly(5, DayOfWeek.MONDAY, 14)).hasMessageStartingWith("nth is '5'");
    }

    private static List<Planned> year(Instant from, DesktopId desktop) {
        return region.get(Calendar.class).between(from, from.plus(Duration.ofDays(365)), Optional.of(desktop));
    }

    private static Windows windows() {
        return region.get(Windows.class);
    }
}
