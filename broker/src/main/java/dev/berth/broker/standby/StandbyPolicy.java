package dev.berth.broker.standby;

import dev.berth.broker.catalog.BundleId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * For which desktops of this region the peer keeps one.
 *
 * @param bundle empty for those of every bundle
 * @param group a group's SID; empty for everybody's
 * @param groupName how the directory called it when the policy was made
 * @param every how often what changed is sent
 */
public record StandbyPolicy(
        UUID id,
        Optional<BundleId> bundle,
        Optional<String> group,
        Optional<String> groupName,
        Duration every,
        long revision) {

    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(1);
    private static final int MOST_NAME = 256;

    public StandbyPolicy {
        if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("everySeconds is " + every.toSeconds() + "; allowed are "
                    + LEAST.toSeconds() + " to " + MOST.toSeconds() + ".");
        }
        if (group.filter(sid -> !sid.matches("S-1-[0-9-]{1,180}")).isPresent()) {
            throw new IllegalArgumentException(
                    "group is '" + group.get() + "'; allowed is a group's SID, such as S-1-5-21-1-2-3-1104.");
        }
        if (group.isPresent() != groupName.isPresent()
                || groupName
                        .filter(name -> name.isBlank() || name.length() > MOST_NAME)
                        .isPresent()) {
            throw new IllegalArgumentException("groupName goes with group, and has 1 to " + MOST_NAME + " characters.");
        }
    }
}
