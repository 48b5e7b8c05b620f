package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.SnapshotState;
import dev.berth.broker.update.Installation;
import dev.berth.broker.update.Listing;
import org.jspecify.annotations.Nullable;

/** What was heard of an update that is under way. */
sealed interface Heard {

    /** The guest does not answer, or not in a way that can be read. */
    record Silent(String why) implements Heard {}

    record Offers(Listing listing) implements Heard {}

    /** @param state of the snapshot; null while none was begun */
    record Copy(@Nullable SnapshotState state, String failure) implements Heard {}

    record Install(Installation installation) implements Heard {}

    /** @param boot names the guest's present boot */
    record Up(String boot) implements Heard {}

    record Well() implements Heard {}
}
