/** Owns measuring the admin's console: a database as large as a company's, and how long its pages take to answer. */
@NullMarked
package dev.berth.bench.console;

import org.jspecify.annotations.NullMarked;
