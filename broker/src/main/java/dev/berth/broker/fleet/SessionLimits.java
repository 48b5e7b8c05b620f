package dev.berth.broker.fleet;

/**
 * How long a session may take, in minutes.
 *
 * @param session from its opening on, whatever happens
 * @param disconnect without a connection
 * @param idle without keyboard, mouse or touch; 0 for as long as one likes
 */
public record SessionLimits(int session, int disconnect, int idle) {

    private static final int MOST = 5_760;

    public SessionLimits {
        require("sessionMinutes", session, 10);
        require("disconnectMinutes", disconnect, 1);
        require("idleMinutes", idle, 0);
    }

    private static void require(String field, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(
                    field + " is " + value + "; allowed are " + least + " to " + MOST + " minutes.");
        }
    }
}
