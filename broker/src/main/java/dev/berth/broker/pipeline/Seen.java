package dev.berth.broker.pipeline;

import java.util.List;

/**
 * What there is of a run's machine at a moment, as far as its phase asks.
 *
 * @param ready whether what the phase waits for answers: the guest agent, or that and the RDP server
 * @param said what the guest's log said since the last look
 */
record Seen(Machine machine, boolean ready, Build build, List<String> said) {

    static final Seen NOTHING = new Seen(Machine.ABSENT, false, Build.NOT_BEGUN, List.of());

    enum Machine {
        ABSENT,
        OFF,
        RUNNING,
        /** Its host does not answer. */
        UNKNOWN
    }

    /** How the recipe is getting on in the guest. */
    enum Build {
        NOT_BEGUN,
        RUNNING,
        DONE,
        FAILED
    }

    static Seen of(Machine machine, boolean ready) {
        return new Seen(machine, ready, Build.NOT_BEGUN, List.of());
    }
}
