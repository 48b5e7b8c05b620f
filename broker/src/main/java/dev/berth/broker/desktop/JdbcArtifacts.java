package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.host.HostId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What hosts hold for many desktops. The row is there before the thing; one node at a time makes it. */
@Component
class JdbcArtifacts {

    private final JdbcClient jdbc;

    JdbcArtifacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<ArtifactKey> on(HostId host) {
        return jdbc.sql("select image_version_id, name from host_artifact where host_id = :host order by name")
                .param("host", host.value())
                .query((row, number) -> new ArtifactKey(
                        host, new ImageVersionId(row.getObject("image_version_id", UUID.class)), row.getString("name")))
                .list();
    }

    /** False while another node makes it, or another thing on the same host when {@code alone}. */
    boolean claim(ArtifactKey key, UUID claim, Instant now, Instant until, boolean alone) {
        return jdbc.sql("""
                        insert into host_artifact as a (host_id, image_version_id, name, claim, claimed_until)
                        select :host, :version, :name, :claim, :until
                         where not exists (select 1 from host_artifact o
                                             join hypervisor_host theirs on theirs.id = o.host_id
                                             join hypervisor_host own on own.id = :host
                                            where theirs.shared_storage = own.shared_storage and o.host_id <> :host
                                              and o.image_version_id = :version and o.name = :name
                                              and o.claimed_until > :now)
                           and (not :alone
                            or not exists (select 1 from host_artifact o
                                            where o.host_id = :host and o.claim <> :claim and o.claimed_until > :now))
                            on conflict (host_id, image_version_id, name) do update
                           set claim = excluded.claim, claimed_until = excluded.claimed_until
                         where a.claim is null or a.claim = :claim or a.claimed_until < :now
                        """)
                        .params(columns(key))
                        .param("claim", claim)
                        .param("now", JdbcDesktops.utc(now))
                        .param("until", JdbcDesktops.utc(until))
                        .param("alone", alone)
                        .update()
                == 1;
    }

    void renew(UUID claim, Instant until) {
        jdbc.sql("update host_artifact set claimed_until = :until where claim = :claim")
                .param("claim", claim)
                .param("until", JdbcDesktops.utc(until))
                .update();
    }

    void made(ArtifactKey key, Instant at) {
        jdbc.sql("""
                        update host_artifact
                           set made_at = :at, failure = null, retry_at = null, claim = null, claimed_until = null
                         where host_id = :host and image_version_id = :version and name = :name
                        """).params(columns(key)).param("at", JdbcDesktops.utc(at)).update();
    }

    void failed(ArtifactKey key, String failure, Instant retry) {
        jdbc.sql("""
                        update host_artifact
                           set failure = :failure, retry_at = :retry, claim = null, claimed_until = null
                         where host_id = :host and image_version_id = :version and name = :name
                        """)
                .params(columns(key))
                .param("failure", failure)
                .param("retry", JdbcDesktops.utc(retry))
                .update();
    }

    /** Whether an earlier failure says not to try again yet. */
    boolean resting(ArtifactKey key, Instant now) {
        return jdbc.sql("""
                        select exists(select 1 from host_artifact
                                       where host_id = :host and image_version_id = :version and name = :name
                                         and retry_at > :now)
                        """)
                .params(columns(key))
                .param("now", JdbcDesktops.utc(now))
                .query(Boolean.class)
                .single();
    }

    void delete(ArtifactKey key) {
        jdbc.sql("delete from host_artifact where host_id = :host and image_version_id = :version and name = :name")
                .params(columns(key))
                .update();
    }

    /** Whether a desktop on the host, or a snapshot of one, may still stand on the version's volumes. */
    boolean desktopsUse(ArtifactKey key) {
        return jdbc.sql("""
                        select exists(select 1 from desktop
                                       where host_id = :host and image_version_id = :version
                                         and (state <> 'TERMINATED' or kept_until is not null))
                            or exists(select 1 from desktop_snapshot
                                       where host_id = :host and image_version_id = :version)
                            or exists(select 1 from desktop_copy
                                       where host_id = :host and image_version_id = :version)
                        """)
                .params(Map.of(
                        "host", key.host().value(), "version", key.version().value()))
                .query(Boolean.class)
                .single();
    }

    private static Map<String, Object> columns(ArtifactKey key) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("host", key.host().value());
        columns.put("version", key.version().value());
        columns.put("name", key.name());
        return columns;
    }
}
