/**
 * Owns what a region is called, the secret its nodes share, what regions know of each other, and which of them serves
 * whom: rows that a peer holds a copy of name the region that writes them.
 */
@NullMarked
package dev.berth.broker.region;

import org.jspecify.annotations.NullMarked;
