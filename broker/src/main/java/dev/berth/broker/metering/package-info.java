/** Owns what desktops cost: prices, the record of what ran, how it is counted, and what another policy would have cost. */
@NullMarked
package dev.berth.broker.metering;

import org.jspecify.annotations.NullMarked;
