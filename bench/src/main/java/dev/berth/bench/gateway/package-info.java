/** Owns the measuring of gateways: a guacd that replays a recorded session, browsers that take it, and what stands between. */
@NullMarked
package dev.berth.bench.gateway;

import org.jspecify.annotations.NullMarked;
