package dev.berth.broker.recording;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.session.GatewayBoot;
import dev.berth.broker.session.NodeRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Recordings as rows; their pictures are files. */
@Component
class JdbcRecordings {

    private static final String SELECT = """
            select r.id, r.session_id, s.reference, p.account_name, coalesce(a.name, b.name) as thing, r.state, r.flaw,
                   r.started_at, r.ended_at, r.bytes, r.chunks, r.length_ms, r.players, r.delete_at, r.held
              from recording r
              join session s on s.id = r.session_id
              join person p on p.id = s.person_id
              join bundle b on b.id = r.bundle_id
              left join application a on a.id = s.application_id
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcRecordings(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    Optional<BundleId> bundleOf(SessionId session) {
        return jdbc.sql("select d.bundle_id from session s join desktop d on d.id = s.desktop_id where s.id = :session")
                .param("session", session.value())
                .query((row, number) -> new BundleId(row.getObject("bundle_id", UUID.class)))
                .optional();
    }

    void insert(
            RecordingId id,
            SessionId session,
            BundleId bundle,
            GatewayBoot boot,
            byte[] wrapped,
            RecordingPolicy policy,
            Instant now) {
        jdbc.sql("""
                        insert into recording (id, home_region, session_id, bundle_id, gateway_boot, state, wrapped_key,
                                               started_at, players, delete_at)
                        values (:id, :region, :session, :bundle, :boot, 'RUNNING', :wrapped, :now, :players, :delete)
                        """)
                .param("id", id.value())
                .param("region", region.name())
                .param("session", session.value())
                .param("bundle", bundle.value())
                .param("boot", boot.value())
                .param("wrapped", wrapped)
                .param("now", utc(now))
                .param("players", policy.players().name())
                .param("delete", utc(now.plus(Duration.ofDays(policy.keepDays()))))
                .update();
    }

    void progress(RecordingId id, Extent extent) {
        jdbc.sql("""
                        update recording set bytes = :bytes, chunks = :chunks, length_ms = :length
                         where id = :id and state = 'RUNNING'
                        """)
                .param("bytes", extent.bytes())
                .param("chunks", extent.chunks())
                .param("length", extent.length().toMillis())
                .param("id", id.value())
                .update();
    }

    /** It is kept from its end on. */
    boolean ended(RecordingId id, Extent extent, @Nullable String flaw, Instant now) {
        return jdbc.sql("""
                        update recording
                           set state = :state, flaw = :flaw, ended_at = :now, bytes = :bytes, chunks = :chunks,
                               length_ms = :length, delete_at = delete_at + (:now - started_at)
                         where id = :id and state = 'RUNNING'
                        """)
                        .param("state", (flaw == null ? Recording.State.COMPLETE : Recording.State.INCOMPLETE).name())
                        .param("flaw", flaw)
                        .param("now", utc(now))
                        .param("bytes", extent.bytes())
                        .param("chunks", extent.chunks())
                        .param("length", extent.length().toMillis())
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** Those whose gateway was lost while it wrote them. */
    List<RecordingId> orphans(Instant now) {
        return jdbc.sql("""
                        select id from recording r
                         where state = 'RUNNING' and started_at < :limit
                           and not exists (select from node n where n.boot_id = r.gateway_boot and n.seen_at >= :limit)
                        """)
                .param("limit", utc(now.minus(NodeRegistry.SILENCE)))
                .query((row, number) -> new RecordingId(row.getObject("id", UUID.class)))
                .list();
    }

    void orphaned(RecordingId id, Instant now) {
        jdbc.sql("""
                        update recording
                           set state = 'INCOMPLETE', ended_at = :now, delete_at = delete_at + (:now - started_at),
                               flaw = 'The gateway that recorded it went down; it shows what was written until then.'
                         where id = :id and state = 'RUNNING'
                        """).param("now", utc(now)).param("id", id.value()).update();
    }

    List<RecordingId> due(Instant now) {
        return jdbc.sql("""
                        select id from recording
                         where state in ('COMPLETE', 'INCOMPLETE') and held is null and delete_at <= :now
                         order by delete_at limit 200
                        """)
                .param("now", utc(now))
                .query((row, number) -> new RecordingId(row.getObject("id", UUID.class)))
                .list();
    }

    /** Without its key nobody can play it, wherever a copy of its file may be. A held one is not deleted. */
    boolean deleted(RecordingId id, Instant now) {
        return jdbc.sql("""
                        update recording set state = 'DELETED', deleted_at = :now, wrapped_key = ''
                         where id = :id and state in ('COMPLETE', 'INCOMPLETE') and held is null
                        """).param("now", utc(now)).param("id", id.value()).update() == 1;
    }

    boolean held(RecordingId id, @Nullable String why) {
        return jdbc.sql("update recording set held = :why where id = :id and state <> 'DELETED'")
                        .param("why", why)
                        .param("id", id.value())
                        .update()
                == 1;
    }

    Optional<byte[]> wrappedKey(RecordingId id) {
        return jdbc.sql("select wrapped_key from recording where id = :id and state <> 'DELETED'")
                .param("id", id.value())
                .query((row, number) -> row.getBytes("wrapped_key"))
                .optional();
    }

    Optional<Recording> find(RecordingId id) {
        return jdbc.sql(SELECT + "where r.id = :id")
                .param("id", id.value())
                .query(JdbcRecordings::recording)
                .optional();
    }

    /** The latest first; an empty text finds all that are not deleted. */
    List<Recording> latest(String text, int limit) {
        return jdbc.sql(SELECT + """
                        where r.state <> 'DELETED'
                          and (:text = '' or s.reference = upper(:text)
                               or position(lower(:text) in lower(p.account_name || ' ' || p.display_name)) > 0)
                        order by r.started_at desc, r.id limit :limit
                        """)
                .param("text", text)
                .param("limit", limit)
                .query(JdbcRecordings::recording)
                .list();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Recording recording(ResultSet row, int number) throws SQLException {
        return new Recording(
                new RecordingId(row.getObject("id", UUID.class)),
                new SessionId(row.getObject("session_id", UUID.class)),
                row.getString("reference"),
                row.getString("account_name"),
                row.getString("thing"),
                Recording.State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("flaw")),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getLong("bytes"),
                row.getLong("chunks"),
                Duration.ofMillis(row.getLong("length_ms")),
                Players.valueOf(row.getString("players")),
                row.getObject("delete_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("held")));
    }
}
