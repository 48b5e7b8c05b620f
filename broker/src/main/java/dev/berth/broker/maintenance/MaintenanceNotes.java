package dev.berth.broker.maintenance;

import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where maintenance is written down, and who hears of it: a change and its note are made in one transaction. */
@Component
class MaintenanceNotes {

    private final AuditLog audit;
    private final Signals signals;
    private final TransactionTemplate transaction;

    MaintenanceNotes(AuditLog audit, Signals signals, PlatformTransactionManager transactions) {
        this.audit = audit;
        this.signals = signals;
        this.transaction = new TransactionTemplate(transactions);
    }

    TransactionTemplate transaction() {
        return transaction;
    }

    Signals signals() {
        return signals;
    }

    void record(AuditEntry entry) {
        audit.record(entry);
    }

    /** Tells those who watch this run or roll-out. */
    void nudge(Object watched) {
        signals.nudge(Channel.MAINTENANCE, watched.toString());
    }
}
