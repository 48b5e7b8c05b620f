/** Many people at once: how fast desktops are given hosts, durably, by two nodes. */
@NullMarked
package dev.berth.bench.storm;

import org.jspecify.annotations.NullMarked;
