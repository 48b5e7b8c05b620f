package dev.berth.broker.session;

import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;

/** What a person clicked. */
public sealed interface Launch {

    /** Their whole desktop of this bundle. */
    record DesktopLaunch(BundleId bundle) implements Launch {}

    /** One application alone, on their desktop of its bundle. */
    record ApplicationLaunch(ApplicationId application) implements Launch {}
}
