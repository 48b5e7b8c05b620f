package dev.berth.maintenance;

import dev.berth.broker.software.SoftwareRounds;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Works out which packages are to be on which desktop. */
@DisallowConcurrentExecution
class SettleSoftwareJob implements Job {

    private final SoftwareRounds rounds;

    SettleSoftwareJob(SoftwareRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void execute(JobExecutionContext context) {
        rounds.settle();
    }
}
