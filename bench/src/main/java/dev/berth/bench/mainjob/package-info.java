/** Owns the figures of the main job: from the click to the first picture, beside the same done by hand. */
@NullMarked
package dev.berth.bench.mainjob;

import org.jspecify.annotations.NullMarked;
