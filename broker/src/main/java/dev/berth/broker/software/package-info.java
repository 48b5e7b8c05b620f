/** Owns applications as packages: the catalogue of them, who gets which, and what of them is on each desktop. */
@NullMarked
package dev.berth.broker.software;

import org.jspecify.annotations.NullMarked;
