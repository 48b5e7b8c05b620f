/** Owns desktops: what is wanted of each, the planner that decides the next step, and the reconciler that takes it. */
@NullMarked
package dev.berth.broker.desktop;

import org.jspecify.annotations.NullMarked;
