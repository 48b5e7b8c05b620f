/** Owns what all long lists share: what their addresses say, their columns, their CSV files and the views kept of them. */
@NullMarked
package dev.berth.portal.list;

import org.jspecify.annotations.NullMarked;
