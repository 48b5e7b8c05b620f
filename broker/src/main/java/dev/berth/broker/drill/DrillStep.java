package dev.berth.broker.drill;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is to be done next about a drill. */
sealed interface DrillStep {

    /** Nothing now. */
    record Wait() implements DrillStep {}

    /** @param note a sentence about the stage that is over; null when there is nothing to say */
    record Advance(DrillStage to, @Nullable String note) implements DrillStep {}

    /** The desktop could go now. */
    record Check(Canary canary, Duration rpo) implements DrillStep {}

    /** It is looked at again; what it waits for is said, and work that is not there yet is sent. */
    record Postpone(Canary canary, String why) implements DrillStep {}

    /** Its person takes no part, with none of their desktops. */
    record Skip(Canary canary, String why, boolean fault) implements DrillStep {}

    /** Its person is the other region's from now on. */
    record Give(Canary canary) implements DrillStep {}

    /** The other region said that it is ready, or seen. */
    record Arrive(Canary canary, Canary.State state, Answer answer) implements DrillStep {}

    /** Its person is this region's from now on, whether or not the other one hears. */
    record TakeBack(Canary canary) implements DrillStep {}

    /** Its person is this region's again. */
    record Return(Canary canary, @Nullable Answer answer) implements DrillStep {}

    /** It did not pass; whoever is away is led back. */
    record Fail(Verdict verdict, String why) implements DrillStep {}

    /** It is over. */
    record End(Verdict verdict, @Nullable String why) implements DrillStep {}
}
