package dev.berth.broker.file;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ChangeRefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Files on their way into guests, as rows, so that any node takes the next part. */
@Component
public class Uploads {

    /** One that was not gone on with for so long is forgotten; its part is removed by the next upload next to it. */
    private static final Duration KEPT = Duration.ofDays(1);

    /** Of one session at a time; a page sends a few. */
    private static final int MOST = 100;

    private final JdbcClient jdbc;
    private final Clock clock;

    Uploads(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public record Upload(UUID id, HomePath folder, String name, long bytes, long received) {

        /** The hidden file in the guest that grows until it is whole. */
        public String part() {
            return ".berth-" + id + ".part";
        }
    }

    public Upload begin(SessionId session, HomePath folder, String name, long bytes) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        jdbc.sql("delete from file_upload where begun_at < :before")
                .param("before", now.minus(KEPT))
                .update();
        var upload = new Upload(UUID.randomUUID(), folder, name, bytes, 0);
        int begun = jdbc.sql("""
                        insert into file_upload (id, session_id, folder, name, size_bytes, begun_at)
                        select :id, :session, :folder, :name, :bytes, :at
                         where (select count(*) from file_upload where session_id = :session) < :most
                        """)
                .param("id", upload.id())
                .param("session", session.value())
                .param("folder", folder.value())
                .param("name", name)
                .param("bytes", bytes)
                .param("at", now)
                .param("most", MOST)
                .update();
        if (begun == 0) {
            throw new ChangeRefusedException(
                    "The session has " + MOST + " files under way, which is the most. Finish or cancel one first.");
        }
        return upload;
    }

    public Optional<Upload> find(SessionId session, UUID id) {
        return jdbc.sql("""
                        select folder, name, size_bytes, received_bytes
                          from file_upload where id = :id and session_id = :session
                        """)
                .param("id", id)
                .param("session", session.value())
                .query((row, number) -> new Upload(
                        id,
                        new HomePath(row.getString("folder")),
                        row.getString("name"),
                        row.getLong("size_bytes"),
                        row.getLong("received_bytes")))
                .optional();
    }

    /** @param received as the guest says; more than the whole is not written down */
    public void received(UUID id, long received) {
        jdbc.sql("""
                        update file_upload set received_bytes = :received
                         where id = :id and :received <= size_bytes
                        """).param("received", received).param("id", id).update();
    }

    /** Forgets it, done or not; true for whoever did. */
    public boolean forget(UUID id) {
        return jdbc.sql("delete from file_upload where id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }
}
