/** Owns how long Berth takes to start, with and without its AOT cache, and what it holds of memory when nobody uses it. */
@NullMarked
package dev.berth.bench.start;

import org.jspecify.annotations.NullMarked;
