/** Owns what can be had: images with versions, bundles, applications, and who is entitled to them. */
@NullMarked
package dev.berth.broker.catalog;

import org.jspecify.annotations.NullMarked;
