/** Owns the tunnel between a browser's WebSocket and guacd, and the policy on what may pass. */
@NullMarked
package dev.berth.gateway;

import org.jspecify.annotations.NullMarked;
