/** Owns the agreement between the schema and the nodes that work on it: which of them still know what its rows mean. */
@NullMarked
package dev.berth.broker.contract;

import org.jspecify.annotations.NullMarked;
