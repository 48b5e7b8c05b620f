/** Owns what is known of guacd: its protocol as bytes, its handshake, and how its failures read. */
@NullMarked
package dev.berth.gateway.guacd;

import org.jspecify.annotations.NullMarked;
