package dev.berth.broker.audit;

import dev.berth.broker.contract.SchemaContract;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives each committed entry the next place in the chain, within about a second. Every node tries, one at a time does.
 *
 * <p>Ids do not come in the order of commits, and some never come: whoever was given one may take long, or fail. So the
 * sealer always looks from a horizon on, and moves it to an id only when everybody who wrote at the time when that id
 * could be seen has finished since. What commits late is sealed late and never missed; an id that was lost is no gap in
 * the chain.
 */
@Component
public final class Sealer {

    private static final Logger log = LoggerFactory.getLogger(Sealer.class);
    private static final int BATCH = 2_000;
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final JdbcChain chain;
    private final ChainEnd end;
    private final ChainHash hash;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SchemaContract contract;

    private @Nullable Sighting sighting;
    private Instant toldAt = Instant.EPOCH;
    private volatile @Nullable String trouble;

    Sealer(
            JdbcChain chain,
            ChainEnd end,
            ChainHash hash,
            PlatformTransactionManager transactions,
            Clock clock,
            SchemaContract contract) {
        this.chain = chain;
        this.end = end;
        this.hash = hash;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.contract = contract;
    }

    /** What could be seen at a moment, and who was still writing then. */
    private record Sighting(long greatest, Set<String> writers) {}

    /** Why this node seals nothing, if so. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Scheduled(fixedDelayString = "500ms")
    void run() {
        try {
            contract.during(() -> {
                seal();
                trouble = null;
            });
        } catch (ChainBrokenException e) {
            trouble = e.getMessage();
            tell("The audit log is not sealed any more. " + e.getMessage(), null);
        } catch (RuntimeException e) {
            tell("The audit log was not sealed; the next attempt follows in half a second.", e);
        }
    }

    private void tell(String sentence, @Nullable RuntimeException cause) {
        if (toldAt.plus(SILENCE).isBefore(clock.instant())) {
            toldAt = clock.instant();
            log.error(sentence, cause);
        }
    }

    /** Seals everything that is committed, and keeps the chain's end in this node's file. */
    public synchronized int seal() {
        long horizon = chain.horizon();
        Optional<Long> settled = settled(horizon);
        int sealed = 0;
        long after = horizon;
        Batch batch;
        do {
            long from = after;
            batch = transaction.execute(status -> chain.becomeSealer() ? sealAfter(from) : Batch.SOMEBODY_ELSES);
            sealed += batch.size();
            after = batch.lastId();
        } while (batch.size() == BATCH);
        if (!batch.equals(Batch.SOMEBODY_ELSES)) {
            settled.ifPresent(chain::moveHorizon);
        }
        end.keep();
        return sealed;
    }

    private record Batch(int size, long lastId) {
        static final Batch SOMEBODY_ELSES = new Batch(-1, -1);
    }

    private Batch sealAfter(long after) {
        ChainHead head = end.read();
        List<EntryColumns> entries = chain.unsealed(after, BATCH);
        if (entries.isEmpty()) {
            return new Batch(0, after);
        }
        Instant now = ChainHash.kept(clock.instant());
        List<String> hashes = new ArrayList<>(entries.size());
        String before = head.hash();
        for (EntryColumns entry : entries) {
            before = hash.of(before, now, entry);
            hashes.add(before);
        }
        chain.append(head.position(), entries.stream().map(EntryColumns::id).toList(), hashes, now);
        return new Batch(entries.size(), entries.getLast().id());
    }

    /** Up to which id everything is decided; asked before looking at what is unsealed. */
    private Optional<Long> settled(long horizon) {
        Sighting last = sighting;
        if (last != null) {
            if (!Collections.disjoint(last.writers(), chain.writers())) {
                return Optional.empty();
            }
            sighting = null;
            return Optional.of(last.greatest());
        }
        long greatest = chain.greatestSeen();
        if (greatest > horizon) {
            sighting = new Sighting(greatest, chain.writers());
        }
        return Optional.empty();
    }
}
