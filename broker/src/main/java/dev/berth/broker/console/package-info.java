/** Owns the long lists of the admin's console: search, filters, order, pages, counts, views that were kept, and figures. */
@NullMarked
package dev.berth.broker.console;

import org.jspecify.annotations.NullMarked;
