package dev.berth.maintenance;

import dev.berth.broker.pipeline.PipelineRounds;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Starts the pipelines that are due. */
@DisallowConcurrentExecution
class OpenPipelinesJob implements Job {

    private final PipelineRounds rounds;

    OpenPipelinesJob(PipelineRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void execute(JobExecutionContext context) {
        rounds.openDue();
    }
}
