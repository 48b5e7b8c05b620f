package dev.berth.broker.pipeline;

/** What is to be done next for a run. */
sealed interface PipelineStep {

    /** Nothing can be done yet. */
    record Wait(String why) implements PipelineStep {}

    record ChooseHost() implements PipelineStep {}

    /** What an earlier attempt left goes, the base's disks come, and the machine starts. */
    record LayDisks() implements PipelineStep {}

    /** The recipe is handed to the guest. */
    record BeginBuild() implements PipelineStep {}

    /** The packages are written down. */
    record TakeStock() implements PipelineStep {}

    record ShutDown() implements PipelineStep {}

    /** A machine that stands on the new disk starts. */
    record BeginTrial() implements PipelineStep {}

    /** Sessions are opened on it. */
    record Examine() implements PipelineStep {}

    record Export() implements PipelineStep {}

    record Publish() implements PipelineStep {}

    record RollOut() implements PipelineStep {}

    /** Goes back to an earlier phase. */
    record Again(Phase from, String why) implements PipelineStep {}

    /** Nothing more is made; what is on the host goes. */
    record Finish(Ending ending, String why) implements PipelineStep {}

    /** What is on the host goes, and the run is over. */
    record CleanUp() implements PipelineStep {}
}
