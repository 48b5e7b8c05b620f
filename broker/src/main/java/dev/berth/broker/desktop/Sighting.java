package dev.berth.broker.desktop;

/** What was seen of a desktop's machine when it was last looked at. Gone and silent are two things. */
sealed interface Sighting {

    /** It has no host yet. */
    record NotPlaced() implements Sighting {}

    /** Its host did not answer: nothing is known, and nothing may be concluded. */
    record Silent(String reason) implements Sighting {}

    /**
     * The host answered: it has no such machine.
     *
     * @param rootVolume whether its root volume is there
     * @param template whether the host has a template that it could be cloned from
     */
    record Gone(boolean rootVolume, boolean template) implements Sighting {}

    /**
     * The host answered: it has the machine.
     *
     * @param guestAnswers whether the guest agent does; asked only of a running machine that is expected to
     */
    record There(Power power, boolean guestAnswers) implements Sighting {}

    /** What it tells of the machine's power. */
    default Power power() {
        return switch (this) {
            case NotPlaced _, Silent _ -> Power.UNKNOWN;
            case Gone _ -> Power.ABSENT;
            case There(Power power, boolean _) -> power;
        };
    }
}
