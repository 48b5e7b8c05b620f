/** Owns the simulator: a driver over no hardware, for trying Berth out and for proving what the broker does when hosts fail. */
@NullMarked
package dev.berth.hypervisor.simulated;

import org.jspecify.annotations.NullMarked;
