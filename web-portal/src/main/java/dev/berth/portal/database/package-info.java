/** Owns the way to PostgreSQL: the configured one or Berth's own, the pool, and the schema's version. */
@NullMarked
package dev.berth.portal.database;

import org.jspecify.annotations.NullMarked;
