package dev.berth.broker.drill;

/**
 * How far a drill is. Whatever fails while somebody is in the other region leads to the way back.
 *
 * <pre>
 * ANNOUNCED → CHECKS → HAND_OVER → START → PICTURE → FAILBACK → CHECKS_AFTER → OVER
 *                 └────────┴──────────┴───────┴──fails──┘            from any: OVER
 * </pre>
 */
public enum DrillStage {
    /** People were told; it begins later. */
    ANNOUNCED,
    /** Link, room, and for each desktop whether it could go on there now. */
    CHECKS,
    /** Each person is given to the other region, once all that they did is there. */
    HAND_OVER,
    /** Their desktops are started there, from the newest point. */
    START,
    /** The first picture comes, through that region's guacd. */
    PICTURE,
    /** What was written there is sent back, and each is given back. */
    FAILBACK,
    /** All is as it was, and could be done again. */
    CHECKS_AFTER,
    OVER;

    /** Whether time and failures end it by leading people back; later they are on their way. */
    boolean isOutward() {
        return this == CHECKS || this == HAND_OVER || this == START || this == PICTURE;
    }
}
