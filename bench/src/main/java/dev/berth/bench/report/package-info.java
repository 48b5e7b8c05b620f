/** Owns what a bench tells: samples and their medians, targets and verdicts, the machine they were taken on, text and JSON. */
@NullMarked
package dev.berth.bench.report;

import org.jspecify.annotations.NullMarked;
