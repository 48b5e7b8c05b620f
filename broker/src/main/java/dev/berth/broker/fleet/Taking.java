package dev.berth.broker.fleet;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.Desktop;

/** What came of asking for an instance. */
public sealed interface Taking {

    /** It is the person's, and comes up. */
    record Taken(Desktop instance) implements Taking {}

    /** Every instance that there may be is taken. */
    record NothingFree() implements Taking {}

    /** The bundle has no fleet: its desktops are people's own. */
    record NoFleet(BundleId bundle) implements Taking {}
}
