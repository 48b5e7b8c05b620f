package dev.berth.broker.audit;

import dev.berth.broker.region.RegionKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit log as something that can be proven: verified where it stands, or taken elsewhere and verified there. */
@Component
public final class AuditChain {

    private static final int PAGE = 2_000;

    private final JdbcChain chain;
    private final ChainHash hash;
    private final HeadFile file;
    private final TransactionTemplate oneMoment;
    private final Clock clock;

    AuditChain(JdbcChain chain, ChainHash hash, HeadFile file, PlatformTransactionManager transactions, Clock clock) {
        this.chain = chain;
        this.hash = hash;
        this.file = file;
        this.oneMoment = new TransactionTemplate(transactions);
        this.oneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.oneMoment.setReadOnly(true);
        this.clock = clock;
    }

    /** For a command that runs without the rest of Berth. */
    public static AuditChain over(DataSource database, RegionKey key, AuditSettings settings, Clock clock) {
        return new AuditChain(
                new JdbcChain(JdbcClient.create(database)),
                new ChainHash(key),
                new HeadFile(settings),
                new JdbcTransactionManager(database),
                clock);
    }

    /** How far the log is sealed. */
    public ChainHead head() {
        return chain.last()
                .map(link -> new ChainHead(link.position(), link.hash(), link.sealedAt()))
                .orElse(ChainHead.NONE);
    }

    /** Follows the whole chain in the database, up to where it ends now, and compares it with this node's file. */
    public Verdict verify(List<KnownHead> alsoKnown) {
        return verify(alsoKnown, Listening.ALWAYS);
    }

    /** The same for somebody who may go away while it runs. */
    public Verdict verify(List<KnownHead> alsoKnown, Listening listening) {
        List<KnownHead> known = new ArrayList<>(alsoKnown);
        file.read().ifPresent(head -> known.add(new KnownHead(head, file.path().toString())));
        ChainCheck check = new ChainCheck(hash, known);
        for (List<ChainLink> page = chain.after(0, PAGE);
                !page.isEmpty();
                page = chain.after(page.getLast().position(), PAGE)) {
            page.forEach(check::next);
            listening.stillThere();
        }
        chain.passedOver(PAGE).forEach(entry -> check.found(new ChainFault.NeverSealed(entry.described())));
        return check.verdict(clock.instant(), chain.waiting());
    }

    /**
     * Writes the whole log as lines of JSON: one about the export, one for each entry, and one that proves where it ends.
     * What is sealed while it runs is in it; at its end nothing is missing between the sealed and the unsealed.
     */
    public ChainHead export(OutputStream to) {
        var export = new ExportWriter(to, hash, clock.instant());
        export.begin();
        long last = places(export, 0);
        ChainHead head = oneMoment.execute(status -> {
            places(export, last);
            for (List<EntryColumns> page = chain.unsealed(0, PAGE);
                    !page.isEmpty();
                    page = chain.unsealed(page.getLast().id(), PAGE)) {
                page.forEach(export::unsealed);
            }
            return export.end();
        });
        return head == null ? ChainHead.NONE : head;
    }

    private long places(ExportWriter export, long after) {
        long last = after;
        for (List<ChainLink> page = chain.after(last, PAGE); !page.isEmpty(); page = chain.after(last, PAGE)) {
            page.forEach(export::sealed);
            last = page.getLast().position();
        }
        return last;
    }

    /** Follows the chain in an export. Needs the region's key and no database. */
    public Verdict verifyExport(InputStream export, List<KnownHead> known) throws IOException {
        return new ExportReader(hash, known).read(export, clock.instant());
    }

    /** The end that this node keeps outside of the database. */
    public Optional<KnownHead> keptHead() {
        return file.read().map(head -> new KnownHead(head, file.path().toString()));
    }
}
