package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.RunningPolicy;

/** What a desktop is made of, taken from its bundle when it was made, rebuilt or migrated. */
public record Blueprint(
        ImageVersionId imageVersion, Disks disks, String hostname, Compute compute, RunningPolicy running) {

    Blueprint with(Disks other) {
        return new Blueprint(imageVersion, other, hostname, compute, running);
    }

    Blueprint with(Compute other) {
        return new Blueprint(imageVersion, disks, hostname, other, running);
    }

    Blueprint with(RunningPolicy other) {
        return new Blueprint(imageVersion, disks, hostname, compute, other);
    }
}
