package dev.berth.broker.access;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import dev.berth.ipacl.IpAccessGroupId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Saves an edit, writes it to the audit log and tells every node, all or nothing. */
@Component
class EditRecord {

    private static final String KIND = "ip-access-group";

    private final JdbcIpAccessGroups store;
    private final TransactionOperations transactions;
    private final AuditLog audit;
    private final Signals signals;

    EditRecord(JdbcIpAccessGroups store, TransactionOperations transactions, AuditLog audit, Signals signals) {
        this.store = store;
        this.transactions = transactions;
        this.audit = audit;
        this.signals = signals;
    }

    EditResult save(IpAccessGroupId id, Optional<KeptGroup> before, Optional<KeptGroup> after, Author author) {
        return Objects.requireNonNull(transactions.execute(status -> {
            boolean written = after.map(store::write)
                    .orElseGet(() -> before.map(store::delete).orElse(false));
            if (!written) {
                throw new StaleRevisionException(
                        "IP access group", id, before.map(KeptGroup::revision).orElse(0L));
            }
            record(id, before, after, author);
            signals.send(Channel.ACCESS, "");
            return after.<EditResult>map(EditResult.Saved::new).orElseGet(EditResult.Deleted::new);
        }));
    }

    private void record(IpAccessGroupId id, Optional<KeptGroup> before, Optional<KeptGroup> after, Author author) {
        String verb = before.isEmpty() ? "create" : after.isEmpty() ? "delete" : "change";
        String name = after.or(() -> before).orElseThrow().group().name();
        Map<String, ?> was = before.map(KeptGroup::fields).orElse(null);
        Map<String, ?> is = after.map(KeptGroup::fields).orElse(null);
        audit.record(AuditEntry.of(
                        Actor.of(author.person()),
                        KIND + "." + verb,
                        KIND,
                        id,
                        Outcome.DONE,
                        "IP access group '" + name + "': " + verb + ".")
                .from(author.address())
                .changing(was, is));
    }
}
