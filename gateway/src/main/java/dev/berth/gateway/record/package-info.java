/** Owns recordings as files: what a session showed, in encrypted chunks that are written as it goes and read again. */
@NullMarked
package dev.berth.gateway.record;

import org.jspecify.annotations.NullMarked;
