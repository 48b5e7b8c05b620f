/** Owns what a region is called: rows that a peer holds a copy of name the region that writes them. */
@NullMarked
package dev.berth.broker.region;

import org.jspecify.annotations.NullMarked;
