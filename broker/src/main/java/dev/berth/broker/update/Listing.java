package dev.berth.broker.update;

import java.util.List;

/**
 * What a guest's updater offers.
 *
 * @param updater its name; empty where the guest has none that Berth knows
 * @param stale whether it could not ask its sources, and tells what it knew before
 * @param boot names the guest's present boot
 */
public record Listing(String updater, boolean stale, String boot, List<AvailableUpdate> updates) {}
