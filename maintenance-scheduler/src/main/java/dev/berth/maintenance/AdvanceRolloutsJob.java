package dev.berth.maintenance;

import dev.berth.broker.maintenance.RolloutRounds;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Goes on with roll-outs of updates. */
@DisallowConcurrentExecution
class AdvanceRolloutsJob implements Job {

    private final RolloutRounds rounds;

    AdvanceRolloutsJob(RolloutRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void execute(JobExecutionContext context) {
        rounds.advance();
    }
}
