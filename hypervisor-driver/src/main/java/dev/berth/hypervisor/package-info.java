/** Owns the driver port: what Berth asks of a hypervisor host, and the values that cross it. */
@NullMarked
package dev.berth.hypervisor;

import org.jspecify.annotations.NullMarked;
