/** Owns what people do to their own desktops: it asks whether they may, and carries it out. */
@NullMarked
package dev.berth.broker.selfservice;

import org.jspecify.annotations.NullMarked;
