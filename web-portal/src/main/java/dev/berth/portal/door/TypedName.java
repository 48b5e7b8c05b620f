package dev.berth.portal.door;

/** A name as it was typed at the door, cut to what is worth keeping: nobody is signed in, and may type anything. */
record TypedName(String text) {

    /** In UTF-16 units; no directory has a longer name. */
    static final int MAX_LENGTH = 256;

    TypedName {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "text is %d units long; allowed are at most %d".formatted(text.length(), MAX_LENGTH));
        }
    }

    /** What cannot be stored as text, a NUL or half of a character, becomes a mark. */
    static TypedName of(String typed) {
        int end = Math.min(typed.length(), MAX_LENGTH);
        var kept = new StringBuilder(end);
        typed.substring(0, end)
                .codePoints()
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? '\uFFFD' : point)
                .forEach(kept::appendCodePoint);
        return new TypedName(kept.toString());
    }
}
