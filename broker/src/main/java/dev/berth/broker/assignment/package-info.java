/** Owns who is given a desktop of a bundle without asking, and what becomes of it when they leave. */
@NullMarked
package dev.berth.broker.assignment;

import org.jspecify.annotations.NullMarked;
