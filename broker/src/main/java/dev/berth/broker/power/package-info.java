/** Owns when desktops are on by schedule, and what a policy would have done to what is recorded. */
@NullMarked
package dev.berth.broker.power;

import org.jspecify.annotations.NullMarked;
