package dev.berth.broker.desktop;

import org.springframework.stereotype.Component;

/** Who takes which steps on a host. */
@Component
record Hands(
        MachineSteps machines,
        ExchangeSteps exchanges,
        SnapshotSteps snapshots,
        PointSteps points,
        SizeSteps sizes,
        RelocationSteps relocations,
        LifecycleSettings lifecycle) {}
