package dev.berth.broker.audit;

import dev.berth.ipacl.ClientAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Verifies the log on request and by itself, and writes each result into it. */
@Component
public final class Verifications {

    private static final Logger log = LoggerFactory.getLogger(Verifications.class);
    private static final String KIND = "audit";
    private static final String THING = "log";
    private static final String ACTION = "audit.verify";

    private final AuditChain chain;
    private final AuditLog audit;
    private final WholeLogReads reads;
    private final AuditSettings settings;
    private final Clock clock;

    Verifications(AuditChain chain, AuditLog audit, WholeLogReads reads, AuditSettings settings, Clock clock) {
        this.chain = chain;
        this.audit = audit;
        this.reads = reads;
        this.settings = settings;
        this.clock = clock;
    }

    /** Where an export goes, opened once it may begin. */
    @FunctionalInterface
    public interface Destination {
        OutputStream open() throws IOException;
    }

    /**
     * Verifies the whole log now.
     *
     * @throws TooManyReadsException when that goes on too often already
     */
    public Verdict verify(Actor actor, ClientAddress address, Listening listening) {
        try (var turn = reads.begin(actor, WholeLogReads.Kind.VERIFICATION)) {
            return verified(actor, address, listening);
        }
    }

    private Verdict verified(Actor actor, @Nullable ClientAddress address, Listening listening) {
        Verdict verdict = chain.verify(List.of(), listening);
        var entry = AuditEntry.of(
                        actor, ACTION, KIND, THING, verdict.intact() ? Outcome.DONE : Outcome.FAILED, verdict.summary())
                .changing(null, found(verdict));
        audit.record(address == null ? entry : entry.from(address));
        if (!verdict.intact()) {
            log.error("The audit log is not as it was written. {}", verdict.summary());
        }
        return verdict;
    }

    /** What the last verification wrote down. */
    public Optional<RecordedEntry> last() {
        return audit.latest(new AuditFilter(null, KIND, THING, ACTION, null, null, 1)).stream()
                .findFirst();
    }

    /**
     * Writes the whole log there, and down that it was taken elsewhere. It ends with the one who takes it.
     *
     * @throws TooManyReadsException when that goes on too often already
     */
    public void export(Actor actor, ClientAddress address, Destination to) throws IOException {
        try (var turn = reads.begin(actor, WholeLogReads.Kind.EXPORT)) {
            audit.record(AuditEntry.of(actor, "audit.export", KIND, THING, Outcome.DONE, "Exported the audit log.")
                    .from(address));
            chain.export(to.open());
        }
    }

    @Scheduled(initialDelayString = "10m", fixedDelayString = "30m")
    void run() {
        Duration every = settings.audit().verifyEvery();
        if (every.isZero()) {
            return;
        }
        Instant due = last().map(RecordedEntry::at).orElse(Instant.EPOCH).plus(every);
        if (!due.isAfter(clock.instant())) {
            verified(new Actor.Berth(), null, Listening.ALWAYS);
        }
    }

    private static Map<String, Object> found(Verdict verdict) {
        Map<String, Object> found = new HashMap<>();
        found.put("position", verdict.head().position());
        found.put("hash", verdict.head().hash());
        found.put("faults", verdict.faults().size() + verdict.furtherFaults());
        found.put("unsealed", verdict.unsealed());
        return found;
    }
}
