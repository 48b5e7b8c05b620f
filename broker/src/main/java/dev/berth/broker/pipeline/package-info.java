/** Owns how images are made from recipes: built, tried with a session, published, rolled out, and rolled back. */
@NullMarked
package dev.berth.broker.pipeline;

import org.jspecify.annotations.NullMarked;
