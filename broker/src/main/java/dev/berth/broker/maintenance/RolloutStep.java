package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.util.List;

/** What is to be done next for a roll-out. */
sealed interface RolloutStep {

    /** What is under way comes first. */
    record Wait() implements RolloutStep {}

    /** It is the turn of these. */
    record Begin(List<DesktopId> desktops) implements RolloutStep {}

    /** Nothing more begins until somebody says so. */
    record Stop(String why) implements RolloutStep {}

    record Finish() implements RolloutStep {}
}
