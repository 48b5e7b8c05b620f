/** Owns a running Berth for tests and benches: its process, a person at its pages, and a browser without a screen. */
@NullMarked
package dev.berth.bench.bed;

import org.jspecify.annotations.NullMarked;
