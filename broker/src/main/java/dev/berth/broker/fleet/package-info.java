/** Owns fleets: how many instances wait for people, and which of them somebody gets. */
@NullMarked
package dev.berth.broker.fleet;

import org.jspecify.annotations.NullMarked;
