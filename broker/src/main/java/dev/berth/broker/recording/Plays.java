package dev.berth.broker.recording;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lets somebody play a recording: with a reason, for an hour, and written down. */
@Component
public class Plays {

    private static final Duration GOOD_FOR = Duration.ofHours(1);

    private final Recordings recordings;
    private final JdbcPeople people;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    public Plays(Recordings recordings, JdbcPeople people, JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.recordings = recordings;
        this.people = people;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** @return what the recording's stream is asked for with */
    public UUID grant(RecordingId id, String why, Author author) {
        Recording recording = recordings.require(id);
        String reason = PlayReason.of(why);
        if (!recording.playable()) {
            throw new ChangeRefusedException("Recording " + id + " is deleted.");
        }
        if (recording.state() == Recording.State.RUNNING) {
            throw new ChangeRefusedException(
                    "Recording " + id
                            + " is being made. It can be played when it has ended: nobody watches a session without being let in.");
        }
        boolean allowed = mayPlay(recording, author.person().id());
        audit.record(AuditEntry.of(
                        Actor.of(author.person()),
                        "recording.play",
                        "recording",
                        id,
                        allowed ? Outcome.ALLOWED : Outcome.REFUSED,
                        "Session %s of %s: %s".formatted(recording.reference(), recording.person(), reason))
                .from(author.address()));
        if (!allowed) {
            throw new ChangeRefusedException("Recordings of this bundle are played by "
                    + (recording.players() == Players.AUDITORS ? "auditors" : "auditors and admins")
                    + " only. That you asked is written down.");
        }
        UUID play = UUID.randomUUID();
        jdbc.sql("""
                        insert into recording_play (id, recording_id, person_id, reason, granted_at)
                        values (:id, :recording, :person, :reason, :now)
                        """)
                .param("id", play)
                .param("recording", id.value())
                .param("person", author.person().id().objectGuid())
                .param("reason", reason)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        return play;
    }

    /** @throws NotFoundException unless this person was granted it within the hour, and would be granted it now */
    public void require(RecordingId id, UUID play, PersonId person) {
        int granted = jdbc.sql("""
                        select count(*) from recording_play
                         where id = :play and recording_id = :recording and person_id = :person and granted_at > :since
                        """)
                .param("play", play)
                .param("recording", id.value())
                .param("person", person.objectGuid())
                .param("since", clock.instant().minus(GOOD_FOR).atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
        if (granted == 0 || !mayPlay(recordings.require(id), person)) {
            throw new NotFoundException("play", play);
        }
    }

    private boolean mayPlay(Recording recording, PersonId person) {
        Set<Role> roles = people.find(person)
                .filter(known -> known.barred().isEmpty())
                .map(known -> known.person().roles())
                .orElse(Set.of());
        return recording.players().include(roles);
    }
}
