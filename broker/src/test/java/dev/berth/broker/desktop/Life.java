package dev.berth.broker.desktop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * One run of a broker, from its start to a kill -9. After the kill it does nothing any more, at no boundary. One that is
 * halted is not dead: it stands at a line until it is let go on, and knows nothing of the time that passed.
 */
final class Life {

    /** What a thread of a killed broker ends with. */
    static final class Killed extends Error {
        Killed(String where) {
            super("killed at " + where);
        }
    }

    static final int MOST_LINES = 2_000;

    private final AtomicInteger boundariesLeft;
    private final String last;
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private volatile String haltsBefore = "";
    private volatile boolean halted;
    private volatile boolean over;
    private volatile String endedAt = "";

    private Life(int boundaries, String last) {
        boundariesLeft = new AtomicInteger(boundaries);
        this.last = last;
    }

    /** Ends at the nth line that it passes, counted from 1. */
    static Life endingAt(int boundary) {
        return new Life(boundary, "");
    }

    /** Ends at the first line of this name, such as {@code after start}. */
    static Life ending(String where) {
        return new Life(Integer.MAX_VALUE, where);
    }

    /** Stands at the first line that begins so, for at most a minute. */
    static Life haltingAt(String where) {
        Life life = endless();
        life.haltsBefore = where;
        return life;
    }

    boolean isHalted() {
        return halted;
    }

    void goOn() {
        goesOn.countDown();
    }

    static Life endless() {
        return new Life(Integer.MAX_VALUE, "");
    }

    /** Passes a line between two effects. */
    void pass(String where) {
        if (!haltsBefore.isEmpty() && where.startsWith(haltsBefore)) {
            haltsBefore = "";
            halted = true;
            awaitGoingOn(where);
        }
        if (!over && (boundariesLeft.decrementAndGet() == 0 || where.equals(last))) {
            endedAt = where;
            over = true;
        }
        if (over) {
            throw new Killed(where);
        }
    }

    private void awaitGoingOn(String where) {
        try {
            if (!goesOn.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError("Halted at " + where + ", and nobody let it go on within a minute.");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while halted at " + where, e);
        }
    }

    /** Does it as far as this life goes: what a dying broker throws, wrapped or not, is of no interest. */
    void during(Runnable work) {
        try {
            work.run();
        } catch (Killed | RuntimeException e) {
            if (!over) {
                throw e;
            }
        }
    }

    /** Lets something be killed at its first line, at its second, and so on; returns the line that it did not come to. */
    static int atEachLine(IntPredicate killedAt) {
        int line = 1;
        while (line < MOST_LINES && killedAt.test(line)) {
            line++;
        }
        if (line == MOST_LINES) {
            throw new AssertionError("Still killed at line " + (MOST_LINES - 1) + "; it does not come to an end.");
        }
        return line;
    }

    boolean isOver() {
        return over;
    }

    String endedAt() {
        return endedAt;
    }
}
