/** Owns the nudges between nodes: PostgreSQL LISTEN and NOTIFY as subscriptions. */
@NullMarked
package dev.berth.broker.signal;

import org.jspecify.annotations.NullMarked;
