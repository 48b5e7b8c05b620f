package dev.berth.broker.console;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.host.HostId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A desktop as lists show it, with the names of what it refers to.
 *
 * @param host null until it is placed, as its name is
 * @param reason why it is in that state; null when there is nothing to say
 * @param inUse whether somebody is connected to it, or is being connected
 */
public record ListedDesktop(
        DesktopId id,
        ListedPerson person,
        BundleId bundle,
        String bundleName,
        String hostname,
        @Nullable HostId host,
        @Nullable String hostName,
        DesktopState state,
        @Nullable String reason,
        Instant stateSince,
        RunningMode mode,
        int vcpus,
        int memoryMib,
        boolean inUse,
        @Nullable Instant lastUsed,
        @Nullable Instant stopDue,
        Instant made) {}
