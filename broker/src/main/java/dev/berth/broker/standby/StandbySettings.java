package dev.berth.broker.standby;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How standby desktops are kept.
 *
 * @param keyFile the secret that the two regions share, in a file that only Berth may read; without it nothing is sent or
 *     received
 * @param rootCertificate vouches for the peer's portal, in PEM; null takes what Java trusts
 * @param spoolDir where what arrives lies until it is whole; nodes that receive share it. {@code standby} in the data
 *     folder unless told
 * @param bytesPerSecond that one desktop's volume is sent with at most; 0 for as fast as it goes
 * @param lateAfter how old the newest point in the peer may be while a desktop changes
 * @param atOnce how many volumes a node sends at a time, and a peer at most
 * @param mostDesktops that this region keeps for its peers together
 * @param mostPoint how large a point may be that arrives
 * @param freeRoom of the spool's disk that nothing that arrives takes
 * @param handOverLimit how long a planned change waits for the last points before it is called off
 */
@ConfigurationProperties("berth.standby")
public record StandbySettings(
        @Nullable Path keyFile,
        @Nullable Path rootCertificate,
        @Nullable Path spoolDir,
        @DefaultValue("0B") DataSize bytesPerSecond,
        @DefaultValue("10m") Duration lateAfter,
        @DefaultValue("2") int atOnce,
        @DefaultValue("500") int mostDesktops,
        @DefaultValue("1TB") DataSize mostPoint,
        @DefaultValue("1GB") DataSize freeRoom,
        @DefaultValue("15m") Duration handOverLimit) {

    private static final int MOST_AT_ONCE = 64;

    public StandbySettings {
        if (bytesPerSecond.isNegative()) {
            throw new IllegalArgumentException("berth.standby.bytes-per-second is " + bytesPerSecond.toBytes()
                    + "B; allowed is 0B, for no limit, or more.");
        }
        if (!lateAfter.isPositive() || !handOverLimit.isPositive()) {
            throw new IllegalArgumentException("berth.standby.late-after is " + lateAfter + " and hand-over-limit is "
                    + handOverLimit + "; both must be longer than nothing.");
        }
        if (atOnce < 1 || atOnce > MOST_AT_ONCE || mostDesktops < 0) {
            throw new IllegalArgumentException("berth.standby.at-once is " + atOnce + " and most-desktops is "
                    + mostDesktops + "; allowed are 1 to " + MOST_AT_ONCE + " at once, and 0 or more desktops.");
        }
        if (mostPoint.toBytes() < 1 || freeRoom.isNegative()) {
            throw new IllegalArgumentException("berth.standby.most-point is " + mostPoint.toBytes()
                    + "B and free-room is " + freeRoom.toBytes() + "B; allowed are 1B or more, and 0B or more.");
        }
    }
}
