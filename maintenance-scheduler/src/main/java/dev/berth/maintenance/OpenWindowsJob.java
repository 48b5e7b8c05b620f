package dev.berth.maintenance;

import dev.berth.broker.maintenance.MaintenanceRounds;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Opens the maintenance windows that are due. */
@DisallowConcurrentExecution
class OpenWindowsJob implements Job {

    private final MaintenanceRounds rounds;

    OpenWindowsJob(MaintenanceRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void execute(JobExecutionContext context) {
        rounds.openWindows();
    }
}
