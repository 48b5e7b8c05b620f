package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.RunningPolicy;

/**
 * What a desktop is made of, taken from its bundle when it was made.
 *
 * @param generation of the root volume: a rebuild makes the next
 */
public record Blueprint(
        ImageVersionId imageVersion, int generation, String hostname, Compute compute, RunningPolicy running) {}
