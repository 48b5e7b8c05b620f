/** Owns the one answer to: may this person, from this address, now, use this? */
@NullMarked
package dev.berth.broker.access;

import org.jspecify.annotations.NullMarked;
