/** Owns two regions on one machine: each with a network, disks and daemons of its own, between them links that can be cut. */
@NullMarked
package dev.berth.bench.regions;

import org.jspecify.annotations.NullMarked;
