/** Owns what admins and helpdesk do with regions: pairing them, naming aliases, and saying which region serves whom. */
@NullMarked
package dev.berth.broker.alias;

import org.jspecify.annotations.NullMarked;
