package dev.berth.gateway;

import java.time.Duration;

/**
 * How long a tunnel waits.
 *
 * @param beat between pings to the browser, and nops to guacd, which gives up after 15 s without a byte from a browser,
 *     and a browser's timers may sleep for a minute when its tab is hidden
 * @param answer for the browser's next sign of life, and for either side to take what it is sent
 * @param inputEvery between two reports of input
 */
record TunnelLimits(Duration beat, Duration answer, Duration inputEvery) {}
