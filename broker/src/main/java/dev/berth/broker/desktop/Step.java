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
}
