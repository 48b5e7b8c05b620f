/** Owns the way of files between browsers and guests: what may pass is decided here, by name, size and content. */
@NullMarked
package dev.berth.gateway.file;

import org.jspecify.annotations.NullMarked;
