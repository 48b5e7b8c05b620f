/** Owns the pages for everybody: the frame, the door, the home page, a session's page, preferences and errors. */
@NullMarked
package dev.berth.portal.page;

import org.jspecify.annotations.NullMarked;
