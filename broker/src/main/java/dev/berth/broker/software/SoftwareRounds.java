package dev.berth.broker.software;

import dev.berth.broker.desktop.AtWork;
import dev.berth.broker.desktop.DesktopId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What timers do, on any node and as often as one likes. Desktops in maintenance are gone on with by their runs. */
@Component
public class SoftwareRounds {

    private static final Logger LOG = LoggerFactory.getLogger(SoftwareRounds.class);

    private final JdbcTasks tasks;
    private final Wishes wishes;
    private final SoftwareWork work;
    private final SoftwareSettings settings;
    private final TransactionTemplate transaction;
    private final AtWork<DesktopId> atWork = new AtWork<>();

    SoftwareRounds(
            JdbcTasks tasks,
            Wishes wishes,
            SoftwareWork work,
            SoftwareSettings settings,
            PlatformTransactionManager transactions) {
        this.tasks = tasks;
        this.wishes = wishes;
        this.work = work;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Works out anew what is to be on which desktop. */
    public void settle() {
        Integer different = transaction.execute(status -> wishes.settle());
        LOG.debug("{} packages on desktops are to be looked at.", different);
    }

    /** Goes on with every desktop that runs and is due, each on a thread of its own; returns at once. */
    public void advance() {
        List<DesktopId> claimed =
                Objects.requireNonNull(transaction.execute(status -> tasks.claim(work.claim(), settings.atOnce())));
        for (DesktopId desktop : claimed) {
            atWork.begin(desktop, "packages-" + desktop, () -> {
                try {
                    work.work(desktop);
                } catch (RuntimeException e) {
                    LOG.warn(
                            "The packages of desktop {} were cut off; some node goes on when the claim lapses.",
                            desktop,
                            e);
                }
            });
        }
    }

    /** Waits until this node has nothing under way at the moment. */
    boolean awaitIdle(Duration limit) {
        return atWork.awaitIdle(limit);
    }
}
