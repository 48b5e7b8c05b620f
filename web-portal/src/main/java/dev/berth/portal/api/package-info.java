/** Owns the REST API: the same verbs and checks as the pages, for programs. */
@NullMarked
package dev.berth.portal.api;

import org.jspecify.annotations.NullMarked;
