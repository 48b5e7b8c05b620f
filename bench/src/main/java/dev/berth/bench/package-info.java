/** Owns the command that runs a bench by its name. */
@NullMarked
package dev.berth.bench;

import org.jspecify.annotations.NullMarked;
