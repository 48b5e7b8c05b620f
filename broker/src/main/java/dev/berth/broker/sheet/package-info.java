/** Owns how tables leave Berth as files. */
@NullMarked
package dev.berth.broker.sheet;

import org.jspecify.annotations.NullMarked;
