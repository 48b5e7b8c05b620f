/** Owns the tokens with which services, rather than people, use the API. */
@NullMarked
package dev.berth.broker.token;

import org.jspecify.annotations.NullMarked;
