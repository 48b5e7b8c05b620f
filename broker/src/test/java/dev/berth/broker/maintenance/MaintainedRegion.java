package dev.berth.broker.maintenance;

import static dev.berth.broker.Within.within;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.BrokerRegion;
import dev.berth.broker.MovableClock;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.Intent;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import dev.berth.ipacl.ClientAddress;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A region with a simulated host and a node whose timers for maintenance are the test's. */
final class MaintainedRegion implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(60);
    static final Actor ADMIN = BrokerRegion.ADMIN;

    final MovableClock clock = new MovableClock();
    final BrokerNode node;
    final SimulatedWorld world;
    private final BrokerRegion region;
    private final ImageVersion version;

    MaintainedRegion(String... properties) {
        region = new BrokerRegion(clock, properties);
        node = region.startNode();
        world = region.addHost(node);
        version = region.publishImage(node, "linux");
    }

    <T> T get(Class<T> type) {
        return node.get(type);
    }

    Bundle bundle(String name, RunningMode mode) {
        return BrokerRegion.createBundle(node, name, version, mode);
    }

    Person person(String name, GroupMembership... groups) {
        var person = new Person(
                new PersonId(UUID.randomUUID()),
                name,
                name + "@corp.example.com",
                name,
                null,
                Set.of(groups),
                Set.of());
        get(Access.class).decide(person, ClientAddress.parse("address", "192.0.2.1"), new Intent.SignIn());
        return person;
    }

    DesktopId running(Person person, Bundle bundle) {
        Desktop desktop = get(Desktops.class).open(person.id(), bundle);
        becomes(desktop.id(), DesktopState.AVAILABLE);
        return desktop.id();
    }

    DesktopId stopped(Person person, Bundle bundle) {
        DesktopId desktop = running(person, bundle);
        get(Desktops.class).stop(desktop);
        becomes(desktop, DesktopState.STOPPED);
        return desktop;
    }

    void becomes(DesktopId desktop, DesktopState state) {
        within(SOON, "desktop is " + state, () -> state(desktop) == state);
    }

    DesktopState state(DesktopId desktop) {
        return get(Desktops.class).find(desktop).orElseThrow().state();
    }

    /** A window for all desktops, on one day, for two hours. */
    void opensIn(Duration time) {
        ZonedDateTime opens = clock.instant().plus(time).atZone(ZoneOffset.UTC);
        var timing = new Timing(
                ZoneOffset.UTC,
                new Rhythm.Dates(new TreeSet<>(List.of(opens.toLocalDate()))),
                opens.toLocalTime().truncatedTo(ChronoUnit.MINUTES),
                120);
        get(Windows.class).create(new WindowSpec("Tomorrow", timing, Scope.ALL), ADMIN);
    }

    void beginSession(DesktopId desktop) {
        Desktop found = get(Desktops.class).find(desktop).orElseThrow();
        get(JdbcClient.class)
                .sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             opened_at, connected_at, last_input_at)
                        values (?, 'main', ?, ?, ?, '192.0.2.1', 'CONNECTED', now(), now(), now())
                        """)
                .params(
                        UUID.randomUUID(),
                        UUID.randomUUID().toString(),
                        found.person().objectGuid(),
                        desktop.value())
                .update();
    }

    void endSessions() {
        get(JdbcClient.class)
                .sql("update session set state = 'ENDED', ended_at = now(), termination_reason = 'USER_ENDED'"
                        + " where state <> 'ENDED'")
                .update();
    }

    /** Until the run is over, with the clock going on. */
    Run finished(RunId run) {
        until("run is over", () -> run(run).over());
        return run(run);
    }

    /** Lets maintenance and the clock go on until it is so. */
    void until(String what, BooleanSupplier so) {
        within(SOON, what, () -> {
            MaintenanceRounds rounds = get(MaintenanceRounds.class);
            rounds.advance();
            // What is under way is not to be late only because the clock runs faster than it.
            rounds.awaitIdle(SOON);
            clock.forward(Duration.ofSeconds(1));
            return so.getAsBoolean();
        });
    }

    Run run(RunId run) {
        return get(Runs.class).find(run).orElseThrow();
    }

    int audited(String kind, Object thing) {
        return get(AuditLog.class).latest(AuditFilter.of(kind, thing, 100)).size();
    }

    @Override
    public void close() {
        region.close();
    }
}
