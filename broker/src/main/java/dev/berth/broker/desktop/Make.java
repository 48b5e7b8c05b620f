package dev.berth.broker.desktop;

import dev.berth.broker.catalog.BundleId;

/** What a desktop is made of, and of which bundle that makes it. */
public record Make(BundleId bundle, Blueprint blueprint) {}
