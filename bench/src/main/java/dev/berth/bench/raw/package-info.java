/** Owns what Berth is measured against: the same machines made and reached with virsh and a bare guacd, without Berth. */
@NullMarked
package dev.berth.bench.raw;

import org.jspecify.annotations.NullMarked;
