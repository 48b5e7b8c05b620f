package dev.berth.maintenance;

import dev.berth.broker.maintenance.Notices;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Tells people of maintenance that comes soon. */
@DisallowConcurrentExecution
class TellPeopleJob implements Job {

    private final Notices notices;

    TellPeopleJob(Notices notices) {
        this.notices = notices;
    }

    @Override
    public void execute(JobExecutionContext context) {
        notices.tell();
    }
}
