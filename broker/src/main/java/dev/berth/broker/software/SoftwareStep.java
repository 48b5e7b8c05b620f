package dev.berth.broker.software;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to be done next about a desktop's packages. */
sealed interface SoftwareStep {

    /** The guest is asked how far it is. */
    record Follow(Task task, Task.Job job) implements SoftwareStep {}

    /** The disk that it was done to is gone. */
    record Forget(Task task) implements SoftwareStep {}

    /** The guest is asked what it has of these. */
    record Look(List<Task> tasks) implements SoftwareStep {}

    /** It is as it is to be. */
    record Settle(Task task, TaskState state) implements SoftwareStep {}

    record Begin(Task task, Version version, boolean removing) implements SoftwareStep {}

    record GiveUp(Task task, String why) implements SoftwareStep {}

    /**
     * Nothing can be done now.
     *
     * @param waiting why, of each that waits
     * @param until when one is due; empty where that is not known
     */
    record Rest(Map<SoftwareId, String> waiting, Optional<Instant> until) implements SoftwareStep {}
}
