/** Owns the record of every decision and change. */
@NullMarked
package dev.berth.broker.audit;

import org.jspecify.annotations.NullMarked;
