package dev.berth.broker.catalog;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Makes a change to the catalog whole: one transaction, the audit entry in it, and what the database refuses in words. */
@Component
public class ChangeRecord {

    private final Journal journal;
    private final Signals signals;

    public ChangeRecord(Journal journal, Signals signals) {
        this.journal = journal;
        this.signals = signals;
    }

    public <T> T change(String what, Supplier<T> verb) {
        try {
            return journal.making(() -> {
                T result = verb.get();
                // What somebody may open can have changed with it.
                signals.send(Channel.ACCESS, "");
                return result;
            });
        } catch (DuplicateKeyException e) {
            throw new ChangeRefusedException("Cannot change " + what + ": its name is taken. Choose another.", e);
        } catch (DataIntegrityViolationException e) {
            throw new ChangeRefusedException(
                    "Cannot change " + what
                            + ": something that exists refers to it, or it refers to something that does"
                            + " not exist. What is or was in use can be disabled, not deleted.",
                    e);
        }
    }

    public void created(Actor actor, String kind, Object id, Map<String, ?> after) {
        journal.record(AuditEntry.of(actor, kind + ".create", kind, id, Outcome.DONE, "Created.")
                .changing(null, after));
    }

    void updated(Actor actor, String kind, Object id, Object before, Object after) {
        journal.record(AuditEntry.of(actor, kind + ".update", kind, id, Outcome.DONE, "Changed.")
                .changing(Map.of("spec", before.toString()), Map.of("spec", after.toString())));
    }

    void deleted(Actor actor, String kind, Object id, Object before) {
        journal.record(AuditEntry.of(actor, kind + ".delete", kind, id, Outcome.DONE, "Deleted.")
                .changing(Map.of("spec", before.toString()), null));
    }
}
