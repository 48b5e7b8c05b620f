/** Owns the hypervisor hosts: their rows, their connections, and where a machine is placed. */
@NullMarked
package dev.berth.broker.host;

import org.jspecify.annotations.NullMarked;
