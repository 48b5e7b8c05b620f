package dev.berth.broker.token;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.RegionSettings;
import dev.berth.ipacl.ClientAddress;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Secret addresses of the calendar for programs that cannot sign in: one for each person, shown once, kept as a hash. An
 * address reads the calendar and nothing else, and only as long as its person may.
 */
@Component
public class CalendarAddresses {

    private static final String KIND = "calendar-address";
    private static final Duration USE_NOTED = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final RegionSettings region;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    CalendarAddresses(
            JdbcClient jdbc,
            RegionSettings region,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.region = region;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param lastReadAt to the minute; null before the first time */
    public record Kept(
            Instant createdAt,
            @Nullable Instant lastReadAt,
            @Nullable String lastReadFrom) {}

    public Optional<Kept> of(PersonId person) {
        return jdbc.sql("""
                        select created_at, last_read_at, last_read_from from calendar_address where person_id = :person
                        """)
                .param("person", person.objectGuid())
                .query(CalendarAddresses::kept)
                .optional();
    }

    /** One that they had works no longer. The secret is in this answer and nowhere else. */
    public TokenSecret make(Person person, ClientAddress from) {
        return Objects.requireNonNull(transaction.execute(status -> {
            var secret = TokenSecret.random(random);
            jdbc.sql("""
                            insert into calendar_address (person_id, home_region, secret_hash, created_at)
                            values (:person, :region, :hash, :now)
                            on conflict (person_id) do update
                               set secret_hash = excluded.secret_hash, created_at = excluded.created_at,
                                   last_read_at = null, last_read_from = null
                            """)
                    .param("person", person.id().objectGuid())
                    .param("region", region.name())
                    .param("hash", secret.hash())
                    .param("now", utc(clock.instant()))
                    .update();
            record(person, "make", "An address of the calendar; one that was there works no longer.", from);
            return secret;
        }));
    }

    /** False where there was none. */
    public boolean revoke(Person person, ClientAddress from) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean was = jdbc.sql("delete from calendar_address where person_id = :person")
                            .param("person", person.id().objectGuid())
                            .update()
                    > 0;
            if (was) {
                record(person, "revoke", "Revoked.", from);
            }
            return was;
        }));
    }

    /** Whose address that is; whether they may read the calendar still is for others to decide. */
    public Optional<PersonId> recognise(TokenSecret secret, ClientAddress from) {
        Instant now = clock.instant();
        Optional<PersonId> person = jdbc.sql("select person_id from calendar_address where secret_hash = :hash")
                .param("hash", secret.hash())
                .query((row, number) -> new PersonId(row.getObject("person_id", UUID.class)))
                .optional();
        person.ifPresent(known -> jdbc.sql("""
                        update calendar_address
                           set last_read_at = :now, last_read_from = :from
                         where person_id = :person
                           and (last_read_at is null or last_read_at < :stale or last_read_from <> :from)
                        """)
                .param("now", utc(now))
                .param("stale", utc(now.minus(USE_NOTED)))
                .param("from", from.toString())
                .param("person", known.objectGuid())
                .update());
        return person;
    }

    private void record(Person person, String verb, String sentence, ClientAddress from) {
        audit.record(AuditEntry.of(Actor.of(person), KIND + "." + verb, KIND, person.id(), Outcome.DONE, sentence)
                .from(from));
    }

    private static Kept kept(ResultSet row, int number) throws SQLException {
        OffsetDateTime read = row.getObject("last_read_at", OffsetDateTime.class);
        return new Kept(
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                read == null ? null : read.toInstant(),
                row.getString("last_read_from"));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
