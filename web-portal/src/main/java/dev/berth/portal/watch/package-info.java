/** Owns what Berth tells of its own health to whoever watches it: readiness, metrics, traces. */
@NullMarked
package dev.berth.portal.watch;

import org.jspecify.annotations.NullMarked;
