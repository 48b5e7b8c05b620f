/** Owns the figures of IP access groups: matching an address against many rules. */
@NullMarked
package dev.berth.bench.ipacl;

import org.jspecify.annotations.NullMarked;
