/** Owns who comes in: the client's address, the sign-in, and the one table of which route asks for what. */
@NullMarked
package dev.berth.portal.door;

import org.jspecify.annotations.NullMarked;
