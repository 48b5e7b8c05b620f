package dev.berth.broker.fleet;

/** How many instances there are at least and at most, those that serve counted. */
public record Bounds(int least, int most) {

    static final Bounds NONE = new Bounds(0, 0);
    private static final int MOST = 1_000;

    public Bounds {
        if (least < 0 || least > MOST) {
            throw new IllegalArgumentException("least is " + least + "; allowed are 0 to " + MOST + " instances.");
        }
        if (most < least || most > MOST) {
            throw new IllegalArgumentException(
                    "most is " + most + "; allowed are " + least + ", which is the least, to " + MOST + " instances.");
        }
    }

    int clamp(int wanted) {
        return Math.clamp(wanted, least, most);
    }
}
