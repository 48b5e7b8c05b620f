/** Owns sessions: their stages, their ends, and the tickets that let a browser connect. */
@NullMarked
package dev.berth.broker.session;

import org.jspecify.annotations.NullMarked;
