package dev.berth.broker.session;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionSettings;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Addresses that other systems put into their pages: each opens one application for one person, once, for a while. They
 * give nobody more than they have: whoever follows one is signed in, is the person it was made for, and is asked about
 * like anybody who clicks.
 */
@Component
public class StreamingUrls {

    private static final String KIND = "streaming-url";
    private static final int SHORTEST = 1;
    private static final int LONGEST = 604_800;

    /** Kept for so long after its end, that what was made is still told from a guess. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final RegionSettings region;
    private final TransactionOperations transactions;
    private final Clock clock;

    public StreamingUrls(
            JdbcClient jdbc, AuditLog audit, RegionSettings region, TransactionOperations transactions, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.region = region;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @param secret is shown once; only its hash is stored */
    public record Made(TicketSecret secret, Instant expiresAt) {}

    /** What came of following one. */
    public sealed interface Followed {

        record Opens(Launch launch) implements Followed {}

        /** It was used, is over, is somebody else's, or never was; the person is not told which. */
        record Worthless() implements Followed {}
    }

    /** @param seconds how long it is good for */
    public Made make(PersonId person, ApplicationId application, int seconds, Actor actor) {
        if (seconds < SHORTEST || seconds > LONGEST) {
            throw new IllegalArgumentException(
                    "seconds is " + seconds + "; allowed are " + SHORTEST + " to " + LONGEST + ".");
        }
        return Objects.requireNonNull(transactions.execute(status -> {
            require("person", "select exists(select 1 from person where id = :id)", person.objectGuid());
            require("application", "select exists(select 1 from application where id = :id)", application.value());
            var made = new Made(TicketSecret.random(), clock.instant().plusSeconds(seconds));
            insert(made, person, application, actor);
            audit.record(AuditEntry.of(
                            actor,
                            KIND + ".create",
                            "application",
                            application,
                            Outcome.DONE,
                            "Made, for " + seconds + " s.")
                    .changing(null, Map.of("person", person.toString(), "expiresAt", made.expiresAt())));
            return made;
        }));
    }

    /** Uses it up, if it is this person's and good; whether they may open the application is asked after that. */
    public Followed follow(String secret, Person person, ClientAddress address) {
        Optional<ApplicationId> application = taken(secret, person.id());
        audit.record(AuditEntry.of(
                        Actor.of(person),
                        KIND + ".follow",
                        application.isPresent() ? "application" : KIND,
                        application.map(ApplicationId::toString).orElse("unknown"),
                        application.isPresent() ? Outcome.ALLOWED : Outcome.REFUSED,
                        application.isPresent()
                                ? "Followed, and used up by that."
                                : "It was used, is over, is somebody else's, or was never made.")
                .from(address));
        return application
                .<Followed>map(id -> new Followed.Opens(new Launch.ApplicationLaunch(id)))
                .orElseGet(Followed.Worthless::new);
    }

    private Optional<ApplicationId> taken(String secret, PersonId person) {
        TicketSecret shown;
        try {
            shown = new TicketSecret(secret);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        update streaming_url set redeemed_at = :now
                         where secret_hash = :hash and person_id = :person and redeemed_at is null and expires_at > :now
                        returning application_id
                        """)
                .param("now", utc(clock.instant()))
                .param("hash", shown.hash())
                .param("person", person.objectGuid())
                .query((row, number) -> new ApplicationId(row.getObject("application_id", UUID.class)))
                .optional();
    }

    private void insert(Made made, PersonId person, ApplicationId application, Actor actor) {
        jdbc.sql("delete from streaming_url where expires_at < :before")
                .param("before", utc(clock.instant().minus(KEPT)))
                .update();
        jdbc.sql("""
                        insert into streaming_url (secret_hash, home_region, person_id, application_id, made_by, made_at,
                                                   expires_at)
                        values (:hash, :region, :person, :application, :by, :now, :expires)
                        """)
                .param("hash", made.secret().hash())
                .param("region", region.name())
                .param("person", person.objectGuid())
                .param("application", application.value())
                .param("by", actor.name())
                .param("now", utc(clock.instant()))
                .param("expires", utc(made.expiresAt()))
                .update();
    }

    private void require(String kind, String sql, UUID id) {
        if (!jdbc.sql(sql).param("id", id).query(Boolean.class).single()) {
            throw new NotFoundException(kind, id);
        }
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
