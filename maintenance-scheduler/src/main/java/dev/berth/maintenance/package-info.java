/** Owns the timers: thin Quartz jobs that call the broker. */
@NullMarked
package dev.berth.maintenance;

import org.jspecify.annotations.NullMarked;
