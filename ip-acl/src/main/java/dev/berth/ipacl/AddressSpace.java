package dev.berth.ipacl;

import dev.berth.ipacl.ClientAddress.Family;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One family's addresses cut into segments, in each of which one rule, or none, is the most specific.
 *
 * <pre>
 *   rules      [0---------------------------------)      [3---)
 *                     [1-------)  [2--)
 *   segments |-1 |0   |1       |0 |2  |0          |-1    |3   |-1
 * </pre>
 *
 * <p>A slot table over the upper bits leads to the few segments that begin near an address; a binary search among them
 * ends it. The table is spread over the part of the space that has rules, so that it also divides rules that all share
 * their first bits, as IPv6 ones do.
 */
final class AddressSpace {

    /** Slots per segment: about one segment begins in each slot. Doubling costs 4 bytes per segment. */
    private static final int SLOTS_PER_SEGMENT = 2;

    /** Where each segment begins, unsigned and ascending; the first begins at zero. */
    private final long[] high;

    private final long[] low;
    /** The rule of each segment, or {@link RuleMatcher#NONE}. */
    private final int[] rule;
    /** For each slot, the last segment that begins before it; one more at the end, for the last segment of all. */
    private final int[] slots;

    private final long base;
    private final int shift;

    private AddressSpace(long[] high, long[] low, int[] rule) {
        this.high = high;
        this.low = low;
        this.rule = rule;
        int last = high.length - 1;
        base = last == 0 ? 0 : high[1];
        long spread = high[last] - base;
        int wanted = Long.SIZE - Long.numberOfLeadingZeros((long) last * SLOTS_PER_SEGMENT);
        shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(spread) - wanted);
        slots = new int[(int) (spread >>> shift) + 2];
        for (int segment = 1; segment <= last; segment++) {
            slots[(int) ((high[segment] - base) >>> shift) + 1] = segment;
        }
        for (int slot = 1; slot < slots.length; slot++) {
            slots[slot] = Math.max(slots[slot], slots[slot - 1]);
        }
    }

    int match(long addressHigh, long addressLow) {
        if (Long.compareUnsigned(addressHigh, base) < 0) {
            return rule[0];
        }
        long wanted = (addressHigh - base) >>> shift;
        int lastSlot = slots.length - 2;
        int slot = Long.compareUnsigned(wanted, lastSlot) < 0 ? (int) wanted : lastSlot;
        int from = slots[slot];
        int to = slots[slot + 1];
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (compare(high[middle], low[middle], addressHigh, addressLow) <= 0) {
                from = middle;
            } else {
                to = middle - 1;
            }
        }
        return rule[from];
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        return high == otherHigh ? Long.compareUnsigned(low, otherLow) : Long.compareUnsigned(high, otherHigh);
    }

    /** Cuts the space at the borders of the rules of that family; the others are left out, and the indexes kept. */
    static AddressSpace of(Family family, List<Cidr> rules) {
        // Blocks nest or are apart, so walking them by beginning, the wider first, is a walk over a tree. Of equal
        // blocks the one that is first in the list comes last, and so covers the others.
        List<Integer> walk = IntStream.range(0, rules.size())
                .filter(index -> rules.get(index).family() == family)
                .boxed()
                .sorted(Comparator.<Integer, Cidr>comparing(rules::get, AddressSpace::byBeginning)
                        .thenComparing(Comparator.reverseOrder()))
                .toList();
        Segments segments = new Segments(2 * walk.size() + 1);
        Deque<Integer> open = new ArrayDeque<>();
        for (int index : walk) {
            Cidr next = rules.get(index);
            while (!open.isEmpty() && !rules.get(open.peek()).contains(next.first())) {
                close(rules, open, segments);
            }
            segments.begin(next.first().high(), next.first().low(), index);
            open.push(index);
        }
        while (!open.isEmpty()) {
            close(rules, open, segments);
        }
        return segments.toSpace();
    }

    private static int byBeginning(Cidr one, Cidr other) {
        ClientAddress first = one.first();
        int order = compare(
                first.high(), first.low(), other.first().high(), other.first().low());
        return order != 0 ? order : Integer.compare(one.prefixLength(), other.prefixLength());
    }

    /** Ends the innermost open block: behind it, the block around it goes on. */
    private static void close(List<Cidr> rules, Deque<Integer> open, Segments segments) {
        Cidr ended = rules.get(open.pop());
        long low = ended.lastLow() + 1;
        long high = low == 0 ? ended.lastHigh() + 1 : ended.lastHigh();
        boolean endsTheSpace = high == 0 && low == 0;
        if (!endsTheSpace) {
            segments.begin(high, low, open.isEmpty() ? RuleMatcher.NONE : open.peek());
        }
    }

    /** The segments while they are cut, from the lowest address up. */
    private static final class Segments {
        private final long[] high;
        private final long[] low;
        private final int[] rule;
        private int count = 1;

        Segments(int most) {
            high = new long[most];
            low = new long[most];
            rule = new int[most];
            rule[0] = RuleMatcher.NONE;
        }

        /** A later segment at the same beginning is the more specific, or what goes on behind several ends. */
        void begin(long beginHigh, long beginLow, int itsRule) {
            boolean sameBeginning = high[count - 1] == beginHigh && low[count - 1] == beginLow;
            int at = sameBeginning ? count - 1 : count++;
            high[at] = beginHigh;
            low[at] = beginLow;
            rule[at] = itsRule;
        }

        AddressSpace toSpace() {
            return new AddressSpace(Arrays.copyOf(high, count), Arrays.copyOf(low, count), Arrays.copyOf(rule, count));
        }
    }
}
