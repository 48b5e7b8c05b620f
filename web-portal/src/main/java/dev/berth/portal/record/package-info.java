/** Pages and API of recordings: what is recorded, the list, and the player. */
@NullMarked
package dev.berth.portal.record;

import org.jspecify.annotations.NullMarked;
