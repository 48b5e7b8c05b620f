package dev.berth.broker.desktop;

/** A part of a long list. */
public record Page(int offset, int limit) {

    public Page {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is " + offset + "; allowed are 0 and more.");
        }
        if (limit < 1 || limit > 500) {
            throw new IllegalArgumentException("limit is " + limit + "; allowed are 1 to 500.");
        }
    }

    public static Page first(int limit) {
        return new Page(0, limit);
    }
}
