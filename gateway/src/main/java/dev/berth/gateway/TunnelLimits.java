package dev.berth.gateway;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a tunnel waits.
 *
 * @param beat between pings to the browser, and nops to guacd, which gives up after 15 s without a byte from a browser,
 *     and a browser's timers may sleep for a minute when its tab is hidden
 * @param answer for the browser's next sign of life, and for either side to take what it is sent
 * @param inputEvery between two reports of input
 */
record TunnelLimits(
        @DefaultValue("5s") Duration beat,
        @DefaultValue("20s") Duration answer,
        @DefaultValue("10s") Duration inputEvery) {

    TunnelLimits {
        if (beat.toMillis() < 1 || beat.compareTo(answer) >= 0) {
            throw new IllegalArgumentException("berth.gateway.limits.beat is " + beat
                    + "; allowed is more than nothing and less than berth.gateway.limits.answer, " + answer + ".");
        }
    }
}
