package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.fleet.Bounds;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.FleetKeeper;
import dev.berth.broker.fleet.FleetMode;
import dev.berth.broker.fleet.FleetSpec;
import dev.berth.broker.fleet.FleetUse;
import dev.berth.broker.fleet.Fleets;
import dev.berth.broker.fleet.InstanceView;
import dev.berth.broker.fleet.SessionLimits;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostWatch;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.hypervisor.MachineId;
import java.time.ZoneId;
import java.util.List;
import javax.sql.DataSource;

/** A region whose bundle is served by a fleet; its keeper looks only when it is told to. */
final class FleetRegion implements AutoCloseable {

    final SessionRegion region;
    private final FleetId fleet;
    private int people;
    private boolean keepsHome;

    FleetRegion(DataSource database) {
        region = new SessionRegion(database);
        // Who is told that there is no room waits by the clock, which stands still here.
        within(
                SOON,
                "the host has told of itself",
                () -> region.get(JdbcHosts.class)
                        .list()
                        .getFirst()
                        .health()
                        .report()
                        .isPresent());
        fleet = fleets().create(spec(FleetMode.ALWAYS_ON, 2, 4), ADMIN).id();
    }

    Fleets fleets() {
        return region.get(Fleets.class);
    }

    Fleet fleet() {
        return fleets().find(fleet).orElseThrow();
    }

    void keep() {
        region.get(FleetKeeper.class).keep();
    }

    Launch.ApplicationLaunch application() {
        return new Launch.ApplicationLaunch(region.editor.id());
    }

    Person somebody() {
        return region.signedIn("person" + people++, Role.EMPLOYEE);
    }

    void change(FleetMode mode, int least, int most) {
        fleets().update(fleet, fleet().revision(), spec(mode, least, most), true, ADMIN);
    }

    /** Its host stops answering, or does again, and is asked at once. */
    void silent(boolean now) {
        region.world.unreachable(now);
        HostId host = region.get(JdbcHosts.class).list().getFirst().id();
        region.get(HostWatch.class).ask(host);
    }

    /** From now on people find their home again. */
    void keepsHome(int most) {
        keepsHome = true;
        change(FleetMode.ALWAYS_ON, 0, most);
    }

    void switchedOff() {
        fleets().update(fleet, fleet().revision(), fleet().spec(), false, ADMIN);
    }

    void filled(int free) {
        within(SOON, free + " are free", () -> {
            keep();
            FleetUse use = fleets().use(fleet);
            return use.free() >= free && use.coming() == 0;
        });
    }

    List<InstanceView> instances() {
        return fleets().instances(fleet);
    }

    List<SessionId> live(Person person) {
        return region.sessions().list(SessionFilter.liveOf(person.id())).stream()
                .map(SessionView::id)
                .toList();
    }

    void ends(SessionId session) {
        region.sessions().end(session, TerminationReason.USER_ENDED, ADMIN);
    }

    void gone(DesktopId id) {
        within(
                SOON,
                "the instance is destroyed",
                () -> region.get(Desktops.class).find(id).orElseThrow().state() == DesktopState.TERMINATED);
        assertThat(region.world.allMachines()).doesNotContain(new MachineId(id.value()));
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(volume -> volume.value().startsWith(id.toString()));
    }

    @Override
    public void close() {
        region.close();
    }

    private FleetSpec spec(FleetMode mode, int least, int most) {
        return new FleetSpec(
                region.bundle.id(),
                mode,
                new Bounds(least, most),
                ZoneId.of("UTC"),
                List.of(),
                new SessionLimits(60, 15, 0),
                keepsHome);
    }
}
