package dev.berth.maintenance;

import dev.berth.broker.maintenance.MaintenanceRounds;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Goes on with the maintenance that is under way. */
@DisallowConcurrentExecution
class AdvanceRunsJob implements Job {

    private final MaintenanceRounds rounds;

    AdvanceRunsJob(MaintenanceRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void execute(JobExecutionContext context) {
        rounds.advance();
    }
}
