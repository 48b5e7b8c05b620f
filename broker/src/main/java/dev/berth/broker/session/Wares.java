package dev.berth.broker.session;

import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcApplications;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.PersonId;
import org.springframework.stereotype.Component;

/** Finds the desktop behind what was clicked. */
@Component
class Wares {

    private final JdbcBundles bundles;
    private final JdbcApplications applications;
    private final Desktops desktops;

    Wares(JdbcBundles bundles, JdbcApplications applications, Desktops desktops) {
        this.bundles = bundles;
        this.applications = applications;
        this.desktops = desktops;
    }

    /** The person's desktop for it, made if need be, and wanted to run. */
    Desktop desktop(PersonId person, Launch launch) {
        return desktops.open(
                person,
                switch (launch) {
                    case Launch.DesktopLaunch desktop -> bundle(desktop.bundle());
                    case Launch.ApplicationLaunch application ->
                        bundle(application(application).spec().bundle());
                });
    }

    String name(Launch launch) {
        return switch (launch) {
            case Launch.DesktopLaunch desktop -> bundle(desktop.bundle()).name();
            case Launch.ApplicationLaunch application ->
                application(application).name();
        };
    }

    private Bundle bundle(BundleId id) {
        return bundles.find(id).orElseThrow(() -> new NotFoundException("bundle", id));
    }

    private Application application(Launch.ApplicationLaunch launch) {
        return applications
                .find(launch.application())
                .orElseThrow(() -> new NotFoundException("application", launch.application()));
    }
}
