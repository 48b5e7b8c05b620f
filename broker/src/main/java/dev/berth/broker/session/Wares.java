package dev.berth.broker.session;

import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.JdbcApplications;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.fleet.FleetDesk;
import dev.berth.broker.fleet.Taking;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds the desktop behind what was clicked. */
@Component
class Wares {

    private final JdbcBundles bundles;
    private final JdbcApplications applications;
    private final Desktops desktops;
    private final FleetDesk fleets;

    Wares(JdbcBundles bundles, JdbcApplications applications, Desktops desktops, FleetDesk fleets) {
        this.bundles = bundles;
        this.applications = applications;
        this.desktops = desktops;
        this.fleets = fleets;
    }

    /**
     * The person's own desktop for it, made if need be, or an instance of its fleet; wanted to run. Empty when the fleet
     * has nothing free.
     */
    Optional<Desktop> desktop(PersonId person, Launch launch) {
        Bundle bundle = bundleOf(launch);
        return switch (fleets.take(person, bundle)) {
            case Taking.NoFleet _ -> Optional.of(desktops.open(person, bundle));
            case Taking.Taken(Desktop instance) -> Optional.of(instance);
            case Taking.NothingFree _ -> Optional.empty();
        };
    }

    /** Somebody came for it and found nothing free. */
    void ranShort(Launch launch) {
        fleets.ranShort(bundleOf(launch).id());
    }

    private Bundle bundleOf(Launch launch) {
        return switch (launch) {
            case Launch.DesktopLaunch desktop -> bundles.require(desktop.bundle());
            case Launch.ApplicationLaunch application ->
                bundles.require(application(application).spec().bundle());
        };
    }

    String name(Launch launch) {
        return switch (launch) {
            case Launch.DesktopLaunch desktop ->
                bundles.require(desktop.bundle()).name();
            case Launch.ApplicationLaunch application ->
                application(application).name();
        };
    }

    Application application(Launch.ApplicationLaunch launch) {
        return applications
                .find(launch.application())
                .orElseThrow(() -> new NotFoundException("application", launch.application()));
    }
}
