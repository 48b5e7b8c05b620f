/**
 * Owns failover without anybody's click: the leases by which a region serves an alias, what peers and a witness grant, and
 * the vote with which another region takes over.
 */
@NullMarked
package dev.berth.broker.witness;

import org.jspecify.annotations.NullMarked;
