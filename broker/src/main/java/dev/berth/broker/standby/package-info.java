/**
 * Owns standby desktops: who has one in the other region, what of their user volume is sent there and stands whole, and
 * what is kept where two regions went on from the same point.
 */
@NullMarked
package dev.berth.broker.standby;

import org.jspecify.annotations.NullMarked;
