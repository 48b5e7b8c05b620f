package dev.berth.maintenance;

import dev.berth.broker.software.SoftwareRounds;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Goes on with packages on desktops. */
@DisallowConcurrentExecution
class AdvanceSoftwareJob implements Job {

    private final SoftwareRounds rounds;

    AdvanceSoftwareJob(SoftwareRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void execute(JobExecutionContext context) {
        rounds.advance();
    }
}
