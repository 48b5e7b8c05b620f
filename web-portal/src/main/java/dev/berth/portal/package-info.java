/** Owns the deployable: main, security, pages and the REST API. */
@NullMarked
package dev.berth.portal;

import org.jspecify.annotations.NullMarked;
