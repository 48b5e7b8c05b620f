package dev.berth.broker.recording;

/**
 * What becomes of the sessions of a bundle's desktops and applications. Keys are never recorded.
 *
 * @param required whether nobody is connected, or stays connected, without being recorded
 * @param keepDays from the recording's end
 */
public record RecordingPolicy(Mode mode, boolean required, Players players, int keepDays) {

    /** Of a bundle of which nobody has said anything. */
    public static final RecordingPolicy NONE = new RecordingPolicy(Mode.OFF, false, Players.AUDITORS, 30);

    private static final int LONGEST = 3_650;

    /** Which sessions. */
    public enum Mode {
        OFF,
        ALWAYS
    }

    public RecordingPolicy {
        if (keepDays < 1 || keepDays > LONGEST) {
            throw new IllegalArgumentException("keepDays is " + keepDays + "; allowed are 1 to " + LONGEST + ".");
        }
        if (required && mode == Mode.OFF) {
            throw new IllegalArgumentException(
                    "required is true while mode is OFF; allowed is true only where sessions are recorded.");
        }
    }

    public boolean records() {
        return mode == Mode.ALWAYS;
    }
}
