package dev.berth.broker.desktop;

import dev.berth.broker.catalog.HostnamePattern;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How desktops are made and kept.
 *
 * @param hostname what a new desktop is called unless its bundle says otherwise, as a {@link HostnamePattern}
 * @param whenFull whether a desktop that finds no room waits for it or is refused
 * @param reconcileInterval how often desktops that are due are looked at without a nudge
 * @param lease how long a node may be silent before another takes its desktops over
 * @param guestReadyLimit how long a guest may take from its machine's start until it is ready
 * @param guestPollInterval how often a guest that is not ready yet is asked
 * @param healthInterval how often a running desktop is looked at
 * @param silentChecks after so many looks in a row without an answer a guest is unhealthy
 * @param rebootSettle for how long a guest that was told to reboot may still answer before it goes down
 * @param retryGrace how long a machine that runs is given after a retry before it is power-cycled
 * @param mostAttempts how often a step is tried before the desktop is in error
 * @param firstBackoff the wait after a step's first failure; it doubles with each further one
 * @param longestBackoff the longest such wait, and how soon an unreachable host is tried again at the latest
 * @param openGrace for how long an opening counts as use before its session is there
 * @param templates whether templates are made for instant clones
 * @param templateLimit how long making a template or uploading an image may take
 * @param sweepInterval how often hosts are searched for what no row knows
 */
@ConfigurationProperties("berth.desktop")
public record DesktopSettings(
        @DefaultValue("berth-{id}") String hostname,
        @DefaultValue("QUEUE") WhenFull whenFull,
        @DefaultValue("3s") Duration reconcileInterval,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("5m") Duration guestReadyLimit,
        @DefaultValue("100ms") Duration guestPollInterval,
        @DefaultValue("30s") Duration healthInterval,
        @DefaultValue("4") int silentChecks,
        @DefaultValue("10s") Duration rebootSettle,
        @DefaultValue("20s") Duration retryGrace,
        @DefaultValue("5") int mostAttempts,
        @DefaultValue("1s") Duration firstBackoff,
        @DefaultValue("30s") Duration longestBackoff,
        @DefaultValue("2m") Duration openGrace,
        @DefaultValue("true") boolean templates,
        @DefaultValue("10m") Duration templateLimit,
        @DefaultValue("5m") Duration sweepInterval) {

    /** What becomes of a desktop that finds no room. */
    public enum WhenFull {
        /** It waits, and says so. */
        QUEUE,
        /** It is refused, and says so. */
        REFUSE
    }

    public DesktopSettings {
        try {
            hostname = new HostnamePattern(hostname).text();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("berth.desktop." + e.getMessage(), e);
        }
        requirePositive("reconcile-interval", reconcileInterval);
        requirePositive("lease", lease);
        requirePositive("guest-ready-limit", guestReadyLimit);
        requirePositive("guest-poll-interval", guestPollInterval);
        requirePositive("health-interval", healthInterval);
        requirePositive("first-backoff", firstBackoff);
        requirePositive("longest-backoff", longestBackoff);
        requirePositive("template-limit", templateLimit);
        requirePositive("sweep-interval", sweepInterval);
        if (mostAttempts < 1 || silentChecks < 1) {
            throw new IllegalArgumentException("berth.desktop.most-attempts is " + mostAttempts
                    + " and silent-checks is " + silentChecks + "; each must be at least 1.");
        }
    }

    /** How long to wait after the step failed for the {@code attempts}th time in a row. */
    Duration backoff(int attempts) {
        Duration wait = firstBackoff.multipliedBy(1L << Math.min(20, Math.max(0, attempts - 1)));
        return wait.compareTo(longestBackoff) < 0 ? wait : longestBackoff;
    }

    private static void requirePositive(String field, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.desktop." + field + " is " + value + "; it must be longer than nothing.");
        }
    }
}
