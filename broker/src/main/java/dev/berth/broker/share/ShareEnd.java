package dev.berth.broker.share;

/** Why a sharing is over. */
public enum ShareEnd {
    /** The owner said no. */
    REFUSED("its owner refused"),
    /** The owner did not answer in time, which is a no. */
    NOT_ANSWERED("its owner did not answer"),
    /** The guest did not come in time. */
    NOT_JOINED("its guest did not come in time"),
    /** The guest said no, or whoever asked took it back. */
    WITHDRAWN("its guest did not want it any more"),
    ENDED_BY_OWNER("its owner ended it"),
    ENDED_BY_GUEST("its guest left"),
    TIME_UP("its time was up"),
    /** The session ended, or nobody was connected to it for a while. */
    SESSION_OVER("its session was over or left"),
    /** The guest may not be there any more. */
    ACCESS_REVOKED("its guest is not allowed any more");

    private final String words;

    ShareEnd(String words) {
        this.words = words;
    }

    /** In the middle of a sentence about the sharing. */
    public String words() {
        return words;
    }
}
