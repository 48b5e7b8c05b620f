/** Owns what a region is called and the secret its nodes share: rows that a peer holds a copy of name the region that writes them. */
@NullMarked
package dev.berth.broker.region;

import org.jspecify.annotations.NullMarked;
