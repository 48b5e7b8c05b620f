package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.Field;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How people are told of maintenance, and how they put it off.
 *
 * @param mailLead how long before a window opens a mail is sent
 * @param sessionLead how long before that it is said in sessions
 * @param mailTries how often a mail is tried
 * @param mailRetry how long after a failure
 * @param deferrals how many turns of a desktop may be put off within the period
 * @param deferralPeriod over which they count
 * @param keep how long it is kept who was told of what, from the moment at which the window opened
 * @param ahead how long ahead people see their maintenance, and may put it off
 * @param rolloutDeferral by how long a desktop comes later whose turn in a roll-out was put off
 */
@ConfigurationProperties("berth.notices")
public record NoticeSettings(
        @DefaultValue("24h") Duration mailLead,
        @DefaultValue("15m") Duration sessionLead,
        @DefaultValue("5") int mailTries,
        @DefaultValue("5m") Duration mailRetry,
        @DefaultValue("2") int deferrals,
        @DefaultValue("60d") Duration deferralPeriod,
        @DefaultValue("7d") Duration ahead,
        @DefaultValue("180d") Duration keep,
        @DefaultValue("24h") Duration rolloutDeferral) {

    public NoticeSettings {
        Field.within("berth.notices.mail-tries", mailTries, 1, 100, "");
        Field.within("berth.notices.deferrals", deferrals, 0, 100, "");
        if (!rolloutDeferral.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.notices.rollout-deferral is " + rolloutDeferral + "; it must be longer than nothing.");
        }
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("berth.notices.keep is " + keep + "; allowed is a day or longer.");
        }
        if (mailLead.compareTo(sessionLead) < 0 || sessionLead.isNegative()) {
            throw new IllegalArgumentException("berth.notices.session-lead is " + sessionLead
                    + "; allowed is at most berth.notices.mail-lead, which is " + mailLead + ".");
        }
    }
}
