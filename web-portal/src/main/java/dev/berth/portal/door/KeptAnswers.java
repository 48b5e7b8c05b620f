package dev.berth.portal.door;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The answers to requests that named an Idempotency-Key, per caller, for all nodes. */
@Component
class KeptAnswers {

    /** A request that takes longer was cut off with its node: the same one may be tried again. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    private static final int ATTEMPTS = 5;
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final ApiSettings settings;
    private final JsonMapper json;
    private final Clock clock;

    KeptAnswers(JdbcClient jdbc, ApiSettings settings, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    /** What becomes of a request with a key. */
    sealed interface Claim {

        /** It is the first: carry it out. */
        record First(UUID run) implements Claim {}

        /** It was carried out before. */
        record Again(KeptAnswer answer) implements Claim {}

        /** The first one is still on its way. */
        record InFlight() implements Claim {}

        /** The key was used for something else. */
        record AnotherRequest() implements Claim {}
    }

    /** @param requestHash of 32 bytes, over everything that makes the request what it is */
    Claim claim(String caller, String key, byte[] requestHash) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var run = UUID.randomUUID();
            if (begin(caller, key, requestHash, run)) {
                return new Claim.First(run);
            }
            Optional<Claim> earlier = earlier(caller, key, requestHash);
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        return new Claim.InFlight();
    }

    private boolean begin(String caller, String key, byte[] requestHash, UUID run) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        insert into idempotent_answer as kept (caller, key, request_hash, begun_at, run)
                        values (:caller, :key, :hash, :now, :run)
                        on conflict (caller, key) do update
                           set request_hash = excluded.request_hash, begun_at = excluded.begun_at, run = excluded.run,
                               status = null, headers = null, body = null
                         where kept.begun_at < :over
                            or kept.status is null and kept.begun_at < :abandoned
                               and kept.request_hash = excluded.request_hash
                        """)
                        .param("caller", caller)
                        .param("key", key)
                        .param("hash", requestHash)
                        .param("now", utc(now))
                        .param("run", run)
                        .param("over", utc(now.minus(settings.answersKept())))
                        .param("abandoned", utc(now.minus(ABANDONED)))
                        .update()
                > 0;
    }

    /** Empty when it was given up in this moment. */
    private Optional<Claim> earlier(String caller, String key, byte[] requestHash) {
        return jdbc.sql("""
                        select request_hash, status, headers, body
                          from idempotent_answer
                         where caller = :caller and key = :key
                        """)
                .param("caller", caller)
                .param("key", key)
                .query((row, number) -> claim(row, requestHash))
                .optional();
    }

    private Claim claim(ResultSet row, byte[] requestHash) throws SQLException {
        if (!Arrays.equals(row.getBytes("request_hash"), requestHash)) {
            return new Claim.AnotherRequest();
        }
        int status = row.getInt("status");
        return row.wasNull()
                ? new Claim.InFlight()
                : new Claim.Again(new KeptAnswer(
                        status, json.readValue(row.getString("headers"), HEADERS), row.getBytes("body")));
    }

    /** It was carried out: from now on this is its answer. */
    void keep(UUID run, KeptAnswer answer) {
        jdbc.sql("""
                        update idempotent_answer
                           set status = :status, headers = :headers::jsonb, body = :body
                         where run = :run
                        """)
                .param("status", answer.status())
                .param("headers", json.writeValueAsString(answer.headers()))
                .param("body", answer.body())
                .param("run", run)
                .update();
    }

    /** Nothing was done: the same request may be tried again. */
    void giveUp(UUID run) {
        jdbc.sql("delete from idempotent_answer where run = :run and status is null")
                .param("run", run)
                .update();
    }

    @Scheduled(initialDelayString = "5m", fixedDelayString = "1h")
    void forgetOld() {
        jdbc.sql("delete from idempotent_answer where begun_at < :over")
                .param("over", utc(clock.instant().minus(settings.answersKept())))
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
