package dev.berth.ipacl;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Leads from the upper 64 bits of an address to the few segments that begin near it. The table is spread over the bits
 * in which its segments differ, and a slot in which many of them crowd has a table of its own: so rules that share
 * their first bits, as those under one IPv6 registry do, are told apart as quickly as others.
 */
final class SlotTable {

    /** About one segment begins in every second slot; a slot takes 4 bytes. */
    private static final int SLOTS_PER_SEGMENT = 2;
    /** Up to so many segments in a slot, a binary search is quicker than another table. */
    private static final int CROWD = 4;

    /** Where the first segment of this table begins. */
    final long base;
    /** For each slot, the last segment that begins before it; one more at the end, for the last segment of all. */
    final int[] last;
    /** For each slot its own table, or null where few segments begin; empty when no slot is crowded. */
    final @Nullable SlotTable[] deeper;

    private final int shift;

    /**
     * Makes the table of the segments from {@code before + 1} to {@code end}.
     *
     * @param high where each segment of the whole space begins, unsigned and ascending
     */
    SlotTable(long[] high, int before, int end) {
        base = before == end ? 0 : high[before + 1];
        long spread = high[end] - base;
        int wantedBits = Integer.SIZE - Integer.numberOfLeadingZeros((end - before) * SLOTS_PER_SEGMENT);
        shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(spread) - wantedBits);
        last = new int[(int) (spread >>> shift) + 2];
        Arrays.fill(last, before);
        for (int segment = before + 1; segment <= end; segment++) {
            last[slot(high[segment]) + 1] = segment;
        }
        for (int slot = 1; slot < last.length; slot++) {
            last[slot] = Math.max(last[slot], last[slot - 1]);
        }
        deeper = deeper(high);
    }

    /** The slot of an address that is not before {@link #base}; what is behind the last slot belongs to it. */
    int slot(long addressHigh) {
        long slot = (addressHigh - base) >>> shift;
        int lastSlot = last.length - 2;
        return Long.compareUnsigned(slot, lastSlot) < 0 ? (int) slot : lastSlot;
    }

    /** Each table tells at least its first segment from its last, unless all begin alike: so this comes to an end. */
    private @Nullable SlotTable[] deeper(long[] high) {
        @Nullable SlotTable[] tables = new SlotTable[last.length - 1];
        boolean any = false;
        for (int slot = 0; slot < tables.length; slot++) {
            int before = last[slot];
            int end = last[slot + 1];
            if (end - before > CROWD && high[before + 1] != high[end]) {
                tables[slot] = new SlotTable(high, before, end);
                any = true;
            }
        }
        return any ? tables : new SlotTable[0];
    }
}
