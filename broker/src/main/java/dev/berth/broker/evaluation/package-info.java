/** Owns what an evaluation starts with: the golden image, a bundle of it with applications, and this machine as its host. */
@NullMarked
package dev.berth.broker.evaluation;

import org.jspecify.annotations.NullMarked;
