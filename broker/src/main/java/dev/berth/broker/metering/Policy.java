package dev.berth.broker.metering;

import java.time.Duration;

/**
 * AUTO_STOP as it is tried.
 *
 * @param after how long nobody is there before the machine stops
 * @param resume how long an opening waits for a machine that is stopped
 */
record Policy(Duration after, Duration resume) {}
