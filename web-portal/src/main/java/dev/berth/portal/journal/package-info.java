/** Owns how the log is written: whatever a message holds, an entry is one line that nobody outside of Berth can forge. */
@NullMarked
package dev.berth.portal.journal;

import org.jspecify.annotations.NullMarked;
