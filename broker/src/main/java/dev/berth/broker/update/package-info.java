/** Updates of what runs in a guest: the commands of its own updater, and the strict reading of what they answer. */
@NullMarked
package dev.berth.broker.update;

import org.jspecify.annotations.NullMarked;
