package dev.berth.broker.software;

import dev.berth.broker.audit.AuditLog;
import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where what becomes of packages is written down, in one transaction with the entry about it. */
@Component
final class SoftwareNotes {

    final AuditLog audit;
    final Clock clock;
    final TransactionTemplate transaction;

    SoftwareNotes(AuditLog audit, Clock clock, PlatformTransactionManager transactions) {
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }
}
