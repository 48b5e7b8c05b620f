package dev.berth.broker.recording;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.session.NodeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Recordings from their first byte to their deletion, for gateways, pages and API. */
@Component
public class Recordings {

    private static final Logger LOG = LoggerFactory.getLogger(Recordings.class);
    private static final String KIND = "recording";

    private final JdbcRecordings store;
    private final RecordingPolicies policies;
    private final DataKeys keys;
    private final RecordingSettings settings;
    private final NodeRegistry nodes;
    private final AuditLog audit;
    private final Clock clock;

    public Recordings(
            JdbcRecordings store,
            RecordingPolicies policies,
            DataKeys keys,
            RecordingSettings settings,
            NodeRegistry nodes,
            AuditLog audit,
            Clock clock) {
        this.store = store;
        this.policies = policies;
        this.keys = keys;
        this.settings = settings;
        this.nodes = nodes;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What a gateway is to record.
     *
     * @param required whether the connection must not be without it
     * @param key of AES-256
     */
    public record Order(RecordingId id, SessionId session, boolean required, byte[] key) {}

    /** What policy says of the session. */
    public RecordingPolicy policyOf(SessionId session) {
        return store.bundleOf(session).map(policies::of).orElse(RecordingPolicy.NONE);
    }

    /** Begins the recording of one connection; empty where policy wants none. */
    public Optional<Order> begin(SessionId session) {
        Optional<BundleId> bundle = store.bundleOf(session);
        RecordingPolicy policy = bundle.map(policies::of).orElse(RecordingPolicy.NONE);
        if (!policy.records()) {
            return Optional.empty();
        }
        RecordingId id = new RecordingId(UUID.randomUUID());
        DataKeys.Fresh fresh = keys.fresh(id);
        store.insert(id, session, bundle.orElseThrow(), nodes.boot(), fresh.wrapped(), policy, clock.instant());
        return Optional.of(new Order(id, session, policy.required(), fresh.key()));
    }

    public void progress(RecordingId id, Extent extent) {
        store.progress(id, extent);
    }

    /** @param flaw why it is not whole, in a sentence; null when it is */
    public void ended(RecordingId id, Extent extent, @Nullable String flaw) {
        if (store.ended(id, extent, flaw, clock.instant()) && flaw != null) {
            record(new Actor.Berth(), "recording.incomplete", id, Outcome.FAILED, flaw);
        }
    }

    /** The latest first, deleted ones left out. */
    public List<Recording> latest(String text, int limit) {
        return store.latest(text.strip(), limit);
    }

    public Recording require(RecordingId id) {
        return store.find(id).orElseThrow(() -> new NotFoundException(KIND, id));
    }

    /** The key of a recording that is played, for whoever was let to play it. */
    public byte[] key(RecordingId id) {
        return keys.unwrap(id, store.wrappedKey(id).orElseThrow(() -> new NotFoundException(KIND, id)));
    }

    /** Keeps it whatever its time, until it is let go. */
    public void hold(RecordingId id, String why, Author author) {
        String reason = PlayReason.of(why);
        if (!store.held(id, reason)) {
            throw new NotFoundException(KIND, id);
        }
        record(author, "recording.hold", id, "Kept beyond its time: " + reason);
    }

    public void letGo(RecordingId id, Author author) {
        if (!store.held(id, null)) {
            throw new NotFoundException(KIND, id);
        }
        record(author, "recording.let-go", id, "Kept only for its time again.");
    }

    public void delete(RecordingId id, Author author) {
        Recording recording = require(id);
        if (!delete(id)) {
            throw new ChangeRefusedException(
                    "Recording %s cannot be deleted: it is %s. Let it go first, or wait until it has ended."
                            .formatted(
                                    id,
                                    recording.held().isPresent()
                                            ? "held"
                                            : recording.state().name()));
        }
        record(author, "recording.delete", id, "Deleted; its session was " + recording.reference() + ".");
    }

    /** Deletes what has been kept long enough, and closes what lost its gateway. */
    @Scheduled(fixedDelayString = "30s")
    void run() {
        for (RecordingId id : store.orphans(clock.instant())) {
            store.orphaned(id, clock.instant());
        }
        for (RecordingId id : store.due(clock.instant())) {
            if (delete(id)) {
                record(new Actor.Berth(), "recording.delete", id, Outcome.DONE, "Its time to be kept was over.");
            }
        }
    }

    /** The key goes first: a file that stays behind is noise from then on. */
    private boolean delete(RecordingId id) {
        boolean deleted = store.deleted(id, clock.instant());
        if (deleted) {
            try {
                Files.deleteIfExists(settings.file(id));
            } catch (IOException e) {
                LOG.warn(
                        "Recording {} is deleted, for its key is; its file {} could not be removed. Remove it by hand.",
                        id,
                        settings.file(id),
                        e);
            }
        }
        return deleted;
    }

    private void record(Author author, String action, RecordingId id, String sentence) {
        audit.record(AuditEntry.of(Actor.of(author.person()), action, KIND, id, Outcome.DONE, sentence)
                .from(author.address()));
    }

    private void record(Actor actor, String action, RecordingId id, Outcome outcome, String sentence) {
        audit.record(AuditEntry.of(actor, action, KIND, id, outcome, sentence));
    }
}
