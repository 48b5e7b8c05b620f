/** Owns the shapes of charts: what a template draws as SVG, worked out beforehand. */
@NullMarked
package dev.berth.portal.chart;

import org.jspecify.annotations.NullMarked;
