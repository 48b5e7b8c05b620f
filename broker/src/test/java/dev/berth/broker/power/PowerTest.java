package dev.berth.broker.power;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.BrokerRegion;
import dev.berth.broker.MovableClock;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.Intent;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.DesktopTags;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Tags;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.power.PowerStanding.Winner;
import dev.berth.ipacl.ClientAddress;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Power schedules over desktops of a region with a simulated host. */
class PowerTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static MovableClock clock;
    private static BrokerRegion region;
    private static BrokerNode node;
    private static Bundle bundle;

    @BeforeAll
    static void begin() {
        clock = new MovableClock();
        region = new BrokerRegion(clock);
        node = region.startNode();
        region.addHost(node);
        bundle = BrokerRegion.createBundle(node, "Office", region.publishImage(node, "linux"), RunningMode.AUTO_STOP);
    }

    @AfterAll
    static void end() {
        region.close();
    }

    @Test
    void desktopIsReadyBeforeTheHoursKeptOnDuringThemAndStoppedAfterwards() {
        DesktopId desktop = stopped("alice");
        tag(desktop, "team=north");
        PowerSchedule schedule = tomorrow("North", "team=north", 30);
        to(at(8).minus(Duration.ofMinutes(31)));
        keep();
        assertThat(state(desktop)).isEqualTo(DesktopState.STOPPED);
        assertThat(winner(desktop)).isEqualTo(Winner.IDLE_RULE);
        clock.forward(Duration.ofMinutes(2));
        keep();
        becomes(desktop, DesktopState.AVAILABLE);
        assertThat(winner(desktop)).isEqualTo(Winner.SCHEDULE);
        // Far longer than AUTO_STOP's time: a reconciler that looks sees that nothing is due.
        to(at(12));
        keep();
        jdbc().sql("update desktop set retry_at = null, stop_due_at = :due where id = :id")
                .param("due", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", desktop.value())
                .update();
        within(SOON, "timer is off", () -> find(desktop).times().stopDue() == null);
        assertThat(state(desktop)).isEqualTo(DesktopState.AVAILABLE);
        to(at(18).plus(Duration.ofMinutes(1)));
        keep();
        assertThat(winner(desktop)).isEqualTo(Winner.AFTER_HOURS);
        to(at(18).plus(Duration.ofMinutes(16)));
        keep();
        becomes(desktop, DesktopState.STOPPED);
        assertThat(find(desktop).reason()).contains("Stopped after the hours of schedule 'North'.");
        PastTurn turn = node.get(PowerSchedules.class).turns(schedule.id()).getFirst();
        assertThat(turn.covered()).isEqualTo(1);
        assertThat(turn.ready()).isEqualTo(1);
        assertThat(turn.stopped()).isEqualTo(1);
        assertThat(audited("power-schedule", schedule.id())).isEqualTo(2);
        delete(schedule);
    }

    @Test
    void whoIsConnectedIsNotPutOut() {
        DesktopId desktop = stopped("bob");
        tag(desktop, "team=south");
        PowerSchedule schedule = tomorrow("South", "team", 10);
        to(at(8).minus(Duration.ofMinutes(5)));
        keep();
        becomes(desktop, DesktopState.AVAILABLE);
        beginSession(desktop);
        to(at(18).plus(Duration.ofHours(2)));
        keep();
        assertThat(state(desktop)).isEqualTo(DesktopState.AVAILABLE);
        jdbc().sql("update session set state = 'ENDED', ended_at = now(), termination_reason = 'USER_ENDED'"
                        + " where state <> 'ENDED'")
                .update();
        node.get(Desktops.class).released(desktop);
        keep();
        assertThat(state(desktop)).isEqualTo(DesktopState.AVAILABLE);
        clock.forward(Duration.ofMinutes(16));
        keep();
        becomes(desktop, DesktopState.STOPPED);
        delete(schedule);
    }

    @Test
    void changesNameTheirRevisionAndRefusalsTheirField() {
        PowerSchedule made = tomorrow("Kept", "kept", 5);
        assertThat(node.get(PowerSchedules.class).find(made.id()).orElseThrow().spec())
                .isEqualTo(made.spec());
        assertThatThrownBy(() -> tomorrow("Kept", "kept", 5)).isInstanceOf(ChangeRefusedException.class);
        PowerSchedule off =
                node.get(PowerSchedules.class).enable(made.id(), made.revision(), false, BrokerRegion.ADMIN);
        assertThat(off.enabled()).isFalse();
        assertThatThrownBy(() -> node.get(PowerSchedules.class)
                        .update(made.id(), made.revision(), made.spec(), BrokerRegion.ADMIN))
                .isInstanceOf(StaleRevisionException.class);
        assertThatThrownBy(() -> new Warming(500, 1)).hasMessage("leadMinutes is '500'; allowed are 0 to 240 minutes.");
        assertThatThrownBy(() -> node.get(PowerSchedules.class).named(List.of("nobody-1")))
                .hasMessageStartingWith("desktops has 'nobody-1'");
        delete(off);
        assertThat(audited("power-schedule", made.id())).isEqualTo(3);
    }

    @Test
    void calendarAndPreviewTellTheSameDaysForOneDesktopAndForAll() {
        DesktopId desktop = stopped("carol");
        DesktopId other = stopped("dave");
        tag(desktop, "team=calendar");
        PowerSchedule schedule = tomorrow("Calendar", "team=calendar", 20);
        Instant now = clock.instant();
        PowerCalendar calendar = node.get(PowerCalendar.class);
        List<PlannedPower> year = calendar.between(now, now.plus(Duration.ofDays(365)), Optional.of(desktop));
        assertThat(year).hasSizeBetween(364, 366).allMatch(one -> one.machines() == 1);
        assertThat(year.getFirst().leadFrom()).isEqualTo(year.getFirst().from().minus(Duration.ofMinutes(20)));
        assertThat(calendar.between(now, now.plus(Duration.ofDays(365)), Optional.of(other)))
                .isEmpty();
        PowerPreview preview = node.get(PowerPreviews.class).of(schedule.spec());
        assertThat(preview.covered()).isEqualTo(1);
        assertThat(preview.desktops()).extracting(PowerPreview.Covered::desktop).containsExactly(desktop);
        assertThat(preview.next())
                .extracting(PlannedPower::from)
                .containsExactlyElementsOf(
                        year.stream().limit(10).map(PlannedPower::from).toList());
        delete(schedule);
    }

    @Test
    void tagsAreSetForAllOfThemOrForNone() {
        DesktopId one = stopped("erin");
        DesktopTags tags = node.get(DesktopTags.class);
        tag(one, "site=seoul\nshared");
        assertThat(tags.of(one).all()).isEqualTo(Map.of("site", "seoul", "shared", ""));
        assertThatThrownBy(() -> tags.change(
                        List.of(one, new DesktopId(UUID.randomUUID())),
                        Map.of("x", "y"),
                        List.of(),
                        BrokerRegion.ADMIN))
                .hasMessageStartingWith("There is no desktop");
        assertThat(tags.of(one).all()).doesNotContainKey("x");
        tags.change(List.of(one), Map.of("site", "busan"), List.of("shared"), BrokerRegion.ADMIN);
        assertThat(tags.of(one).all()).isEqualTo(Map.of("site", "busan"));
        assertThat(tags.known()).contains("site=busan");
        assertThatThrownBy(() -> Tags.parse("=x")).hasMessageStartingWith("tags is ''");
        assertThatThrownBy(() -> tags.change(List.of(one), Map.of(), List.of(), BrokerRegion.ADMIN))
                .hasMessageStartingWith("set is empty");
    }

    private static PowerSchedule tomorrow(String name, String tag, int lead) {
        var spec = new PowerSpec(
                name,
                new Hours(
                        ZoneOffset.UTC,
                        new Rhythm.Weekly(EnumSet.allOf(DayOfWeek.class)),
                        LocalTime.of(8, 0),
                        LocalTime.of(18, 0)),
                new Warming(lead, 5),
                15,
                new Scope(Set.of(), List.of(), List.of(Scope.TagRule.parse(tag)), Set.of()));
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        // In the evening, so that today's hours are long over.
        clock.forward(Duration.between(
                now, now.truncatedTo(ChronoUnit.DAYS).plusDays(1).withHour(4)));
        return node.get(PowerSchedules.class).create(spec, BrokerRegion.ADMIN);
    }

    private static Instant at(int hour) {
        return clock.instant()
                .atZone(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .withHour(hour)
                .toInstant();
    }

    private static void to(Instant moment) {
        clock.forward(Duration.between(clock.instant(), moment));
    }

    private static void keep() {
        node.get(PowerRounds.class).keep();
    }

    private static DesktopId stopped(String name) {
        var person = new Person(
                new PersonId(UUID.randomUUID()), name, name + "@corp.example.com", name, null, Set.of(), Set.of());
        node.get(Access.class).decide(person, ClientAddress.parse("address", "192.0.2.1"), new Intent.SignIn());
        DesktopId desktop = node.get(Desktops.class).open(person.id(), bundle).id();
        becomes(desktop, DesktopState.AVAILABLE);
        node.get(Desktops.class).stop(desktop);
        becomes(desktop, DesktopState.STOPPED);
        return desktop;
    }

    private static void beginSession(DesktopId desktop) {
        jdbc().sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             opened_at, connected_at, last_input_at)
                        values (?, 'main', ?, ?, ?, '192.0.2.1', 'CONNECTED', now(), now(), now())
                        """)
                .params(
                        UUID.randomUUID(),
                        UUID.randomUUID().toString(),
                        find(desktop).person().objectGuid(),
                        desktop.value())
                .update();
    }

    private static void tag(DesktopId desktop, String lines) {
        node.get(DesktopTags.class).set(desktop, Tags.parse(lines), BrokerRegion.ADMIN);
    }

    private static void delete(PowerSchedule schedule) {
        node.get(PowerSchedules.class).delete(schedule.id(), schedule.revision(), BrokerRegion.ADMIN);
        keep();
    }

    private static Winner winner(DesktopId desktop) {
        return node.get(PowerStandings.class).of(desktop).orElseThrow().winner();
    }

    private static void becomes(DesktopId desktop, DesktopState state) {
        within(SOON, "desktop is " + state, () -> state(desktop) == state);
    }

    private static DesktopState state(DesktopId desktop) {
        return find(desktop).state();
    }

    private static Desktop find(DesktopId desktop) {
        return node.get(Desktops.class).find(desktop).orElseThrow();
    }

    private static int audited(String kind, Object thing) {
        return node.get(AuditLog.class).latest(AuditFilter.of(kind, thing, 100)).size();
    }

    private static JdbcClient jdbc() {
        return node.get(JdbcClient.class);
    }
}
