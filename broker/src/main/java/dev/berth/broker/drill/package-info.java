/**
 * Owns failover drills: a few people are led to the other region and back while nothing is lost and nobody who works is
 * touched, and how long that took and how much would have been lost is kept.
 */
@NullMarked
package dev.berth.broker.drill;

import org.jspecify.annotations.NullMarked;
