package dev.berth.broker.audit;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where a change is made and written down: in one transaction with the entry about it, at one clock's time. */
@Component
public class Journal {

    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    public Journal(AuditLog audit, Clock clock, PlatformTransactionManager transactions) {
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    public Instant now() {
        return clock.instant();
    }

    public void record(AuditEntry entry) {
        audit.record(entry);
    }

    /** All of it, or nothing. */
    public void together(Runnable changes) {
        transaction.executeWithoutResult(status -> changes.run());
    }

    /** All of it, or nothing; returns what came of it. */
    public <T> T making(Supplier<T> changes) {
        return Objects.requireNonNull(transaction.execute(status -> changes.get()));
    }
}
