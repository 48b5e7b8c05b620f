/** Owns who else is in a person's session: invited by them, or asked for by helpdesk and consented to. */
@NullMarked
package dev.berth.broker.share;

import org.jspecify.annotations.NullMarked;
