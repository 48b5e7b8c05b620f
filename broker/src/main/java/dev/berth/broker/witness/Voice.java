package dev.berth.broker.witness;

import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Ask;
import java.io.IOException;

/** The way to whoever is asked. {@link LeaseLine} is the one that ships. */
@FunctionalInterface
interface Voice {

    /** @throws IOException where nobody answers in time, or not as such a place does */
    Answer ask(Listener who, Ask ask) throws IOException;
}
