package dev.berth.ipacl;

import dev.berth.ipacl.ClientAddress.Family;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One family's addresses cut into segments, in each of which one rule, or none, is the most specific.
 *
 * <pre>
 *   rules      [0---------------------------------)      [3---)
 *                     [1-------)  [2--)
 *   segments |-1 |0   |1       |0 |2  |0          |-1    |3   |-1
 * </pre>
 *
 * <p>Slot tables lead to the few segments that begin near an address; a binary search among them ends it.
 */
final class AddressSpace {

    /** Where each segment begins, unsigned and ascending; the first begins at zero. */
    private final long[] high;

    private final long[] low;
    /** The rule of each segment, or {@link RuleMatcher#NONE}. */
    private final int[] rule;

    private final SlotTable slots;

    private AddressSpace(long[] high, long[] low, int[] rule) {
        this.high = high;
        this.low = low;
        this.rule = rule;
        slots = new SlotTable(high, 0, high.length - 1);
    }

    int match(long addressHigh, long addressLow) {
        SlotTable table = slots;
        while (true) {
            if (Long.compareUnsigned(addressHigh, table.base) < 0) {
                return rule[table.last[0]];
            }
            int slot = table.slot(addressHigh);
            @Nullable SlotTable deeper = table.deeper.length == 0 ? null : table.deeper[slot];
            if (deeper == null) {
                return rule[search(table.last[slot], table.last[slot + 1], addressHigh, addressLow)];
            }
            table = deeper;
        }
    }

    /** The last segment that begins at or before the address; {@code from} is known to. */
    private int search(int from, int to, long addressHigh, long addressLow) {
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (compare(high[middle], low[middle], addressHigh, addressLow) <= 0) {
                from = middle;
            } else {
                to = middle - 1;
            }
        }
        return from;
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
