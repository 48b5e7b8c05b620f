package dev.berth.broker.share;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What sharing is allowed, and for how long.
 *
 * @param invitations how far people may let others into their own sessions
 * @param shadowing how far helpdesk may ask to come in
 * @param picker whether people who invite may look for others by the beginning of a name; without it there are links
 * @param usual how long a guest may stay unless told otherwise
 * @param longest how long a guest may stay at most
 * @param answer how long the owner has to answer helpdesk; no answer is a no
 * @param join how long an invitation waits for its guest
 * @param away how long a guest waits for an owner whose line is lost, seeing nothing
 * @param guests how many guests a session may have at a time, waiting ones counted
 */
@ConfigurationProperties("berth.share")
public record ShareSettings(
        @DefaultValue("CONTROL") Reach invitations,
        @DefaultValue("CONTROL") Reach shadowing,
        @DefaultValue("true") boolean picker,
        @DefaultValue("15m") Duration usual,
        @DefaultValue("60m") Duration longest,
        @DefaultValue("2m") Duration answer,
        @DefaultValue("10m") Duration join,
        @DefaultValue("30s") Duration away,
        @DefaultValue("5") int guests) {

    public ShareSettings {
        requirePositive("usual", usual);
        requirePositive("longest", longest);
        requirePositive("answer", answer);
        requirePositive("join", join);
        requirePositive("away", away);
        if (usual.toMinutes() < 1 || usual.compareTo(longest) > 0) {
            throw new IllegalArgumentException("berth.share.usual is " + usual
                    + "; allowed is a minute to berth.share.longest, which is " + longest + ".");
        }
        if (guests < 1 || guests > 50) {
            throw new IllegalArgumentException("berth.share.guests is " + guests + "; allowed are 1 to 50.");
        }
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.share." + field + " is " + value + "; allowed is longer than nothing.");
        }
    }
}
