/** Owns other gateways, set up as their own documentation says, to be measured beside Berth's. */
@NullMarked
package dev.berth.bench.peers;

import org.jspecify.annotations.NullMarked;
