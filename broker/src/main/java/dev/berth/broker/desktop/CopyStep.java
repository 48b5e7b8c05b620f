package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one next thing to do for the copies of a desktop's snapshots. */
sealed interface CopyStep {

    /** Nothing can or need be done. @param note why there is no copy; null when nothing is wrong */
    record Rest(@Nullable String note) implements CopyStep {}

    /** Write down that a copy is made there. */
    record Begin(Snapshot snapshot, HostId host) implements CopyStep {}

    /** Send what is not there yet. */
    record Carry(DesktopCopy copy) implements CopyStep {}

    /** Write down that these go. */
    record Drop(List<DesktopCopy> copies) implements CopyStep {}

    /** Delete its volumes and then its row. */
    record Remove(DesktopCopy copy) implements CopyStep {}
}
