package dev.berth.maintenance;

import dev.berth.broker.pipeline.PipelineRounds;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Goes on with the pipelines' runs that are under way. */
@DisallowConcurrentExecution
class AdvancePipelinesJob implements Job {

    private final PipelineRounds rounds;

    AdvancePipelinesJob(PipelineRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void execute(JobExecutionContext context) {
        rounds.advance();
    }
}
