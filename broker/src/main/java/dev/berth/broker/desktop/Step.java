package dev.berth.broker.desktop;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one next thing to do for a desktop. Taking it decides nothing any more. */
sealed interface Step {

    /** Nothing, until then or until a nudge. */
    record Rest(Instant until) implements Step {}

    /** Nothing can be done for this reason; look again soon. */
    record Wait(String reason) implements Step {}

    /** Find a host with room, or room on the host that it has. */
    record Admit() implements Step {}

    /** Count it against its host, for it runs there already. */
    record CountIn() implements Step {}

    /** Make sure that image, root and user volume are on the host. */
    record MakeDisks() implements Step {}

    /** Run it from the template's memory. */
    record Clone() implements Step {}

    /** Define its machine and start it from disk. */
    record Boot() implements Step {}

    /** Start its machine from its saved or held memory. */
    record Resume() implements Step {}

    /** Write down that it runs: a start was cut off before that. */
    record Adopt() implements Step {}

    /** Write down that the machine went off while it was coming up. */
    record NoteOff() implements Step {}

    /** Wait for the guest, at the latest until then. */
    record AwaitGuest(Instant deadline) implements Step {}

    /** Save its memory and turn it off. */
    record Save() implements Step {}

    /** Take its power away. */
    record PowerOff() implements Step {}

    /** Tell its guest to reboot. */
    record Reboot() implements Step {}

    /** Forget its machine. */
    record RemoveMachine() implements Step {}

    /** Write down that its kept volumes go now, if the database says that it is time: from then on nobody revives it. */
    record BeginForgetting() implements Step {}

    /** Delete its volumes, and be done with it. */
    record DeleteVolumes() implements Step {}

    /** Set AUTO_STOP's timer, or take it away. */
    record SetTimer(@Nullable Instant due) implements Step {}

    /** Write down how often in a row its guest did not answer. */
    record NoteGuest(int silences) implements Step {}

    /** Only its state changes. */
    record Become(DesktopState state, @Nullable String reason, Wanted wanted) implements Step {}

    /** It cannot go on by itself. */
    record Fail(String reason) implements Step {}

    /** Tell its guest to shut down. */
    record ShutDown() implements Step {}

    /** Give its guest time to do so. */
    record AwaitOff() implements Step {}

    /** Give it the size that was asked for: its machine is off. */
    record TakeSize() implements Step {}

    /** Grow its volumes to what was asked for. */
    record Grow() implements Step {}

    /** A step of an exchange of disks. */
    sealed interface OfExchange extends Step {}

    /** Find a generation for the new volumes that is free on the host as well as in the ledger. */
    record ReserveDisks() implements OfExchange {}

    /** Make the volumes that take the place of the present ones. */
    record MakeNewDisks() implements OfExchange {}

    /** Write down that it has the new volumes, and the old ones as a snapshot. */
    record SwapDisks() implements OfExchange {}

    /** Keep the memory of the machine that had the old volumes, before it is gone. */
    record KeepMemory() implements OfExchange {}

    /** Write down that the machine which had the old volumes is gone. */
    record Prove() implements OfExchange {}

    /** Delete the new volumes, and write down that it is as it was. */
    record PutBack() implements OfExchange {}

    /** Delete the new volumes and name its own again: it is terminated in the middle of an exchange. */
    record GiveUpDisks() implements OfExchange {}

    /** A step about snapshots. */
    sealed interface OfSnapshots extends Step {}

    /** Write down that a snapshot is to be taken, because it is time. */
    record BeginSnapshot() implements OfSnapshots {}

    record TakeSnapshot(SnapshotId snapshot) implements OfSnapshots {}

    record RemoveSnapshot(SnapshotId snapshot) implements OfSnapshots {}

    /** Copy the user volume as it is now. */
    record TakePoint(PointId point) implements OfSnapshots {}

    /** Make the point its user volume, and keep the one that it had. */
    record TakePointIn(PointId point) implements Step {}

    /** A step towards another host. */
    sealed interface OfRelocation extends Step {}

    /** Find a host that has room for its volumes. */
    record ChooseHost() implements OfRelocation {}

    /** Find out whether the chosen host has the same pool, and has nothing in the way. */
    record InspectHost() implements OfRelocation {}

    /** Copy what is not there yet. */
    record CopyVolumes() implements OfRelocation {}

    /** See that its saved memory, which went along, can be restored on the new host. */
    record RestoreThere() implements OfRelocation {}

    /** Write down that it is on the new host. */
    record SwitchHost() implements OfRelocation {}

    /** It stays: what was copied goes. */
    record GiveUpMove() implements OfRelocation {}

    /** Write down what the move waits for. */
    record AwaitMove(String note) implements OfRelocation {}

    /** Its host was declared lost, and its machine there is off: let it go on elsewhere, where that can be. */
    record LeaveLostHost() implements OfRelocation {}

    /** The same, with a copy chosen: make its disks from that, and write down that it has them. */
    record RestartFromCopy() implements OfRelocation {}
}
