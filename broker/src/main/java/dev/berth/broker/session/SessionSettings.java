package dev.berth.broker.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long things may take. Zero switches a limit off.
 *
 * @param ticketLife how long a ticket is good for
 * @param inputTimeout after so long without keyboard, mouse or touch, a session on an AUTO_STOP desktop counts as
 *     disconnected: the line is closed, the programs go on, and the desktop's timer starts
 * @param idleTimeout after so long without keyboard, mouse or touch, any session is ended; off, as in WorkSpaces
 * @param disconnectTimeout after so long without a connection a session is ended and its programs closed; off, as in
 *     WorkSpaces, where a session stays until its desktop stops
 * @param unattendedTimeout a session that got ready and that nobody connected to is ended after so long
 * @param openingTimeout a session that did not get ready by then has failed; longer than a guest may take to start
 */
@ConfigurationProperties("berth.session")
public record SessionSettings(
        @DefaultValue("30s") Duration ticketLife,
        @DefaultValue("20m") Duration inputTimeout,
        @DefaultValue("0s") Duration idleTimeout,
        @DefaultValue("0s") Duration disconnectTimeout,
        @DefaultValue("5m") Duration unattendedTimeout,
        @DefaultValue("30m") Duration openingTimeout) {

    public SessionSettings {
        if (!ticketLife.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.session.ticket-life is " + ticketLife + "; it must be longer than nothing.");
        }
        requireNotNegative("input-timeout", inputTimeout);
        requireNotNegative("idle-timeout", idleTimeout);
        requireNotNegative("disconnect-timeout", disconnectTimeout);
        requireNotNegative("unattended-timeout", unattendedTimeout);
        requireNotNegative("opening-timeout", openingTimeout);
    }

    private static void requireNotNegative(String field, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    "berth.session." + field + " is " + value + "; allowed are 0s, which switches it off, and longer.");
        }
    }
}
