package dev.berth.maintenance;

import dev.berth.broker.power.PowerRounds;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Starts and stops desktops as power schedules say. */
@DisallowConcurrentExecution
class KeepPowerJob implements Job {

    private final PowerRounds rounds;

    KeepPowerJob(PowerRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public void execute(JobExecutionContext context) {
        rounds.keep();
    }
}
