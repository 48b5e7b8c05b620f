/** Owns the accounts that desktops have in the directory as computers: made before a desktop's first start, removed after its end. */
@NullMarked
package dev.berth.broker.computer;

import org.jspecify.annotations.NullMarked;
