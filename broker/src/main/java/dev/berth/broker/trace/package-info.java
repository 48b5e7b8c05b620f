/** Owns what joins the lines and spans of one piece of work, on whatever node and thread they are made. */
@NullMarked
package dev.berth.broker.trace;

import org.jspecify.annotations.NullMarked;
