/** Owns when desktops are maintained, the runs that do it, and what came of each. */
@NullMarked
package dev.berth.broker.maintenance;

import org.jspecify.annotations.NullMarked;
