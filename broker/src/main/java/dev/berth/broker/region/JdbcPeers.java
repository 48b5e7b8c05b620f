package dev.berth.broker.region;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The peers that this region is paired with. */
@Component
public class JdbcPeers {

    private final JdbcClient jdbc;

    public JdbcPeers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<Peer> list() {
        return jdbc.sql("select * from region_peer order by name")
                .query((row, number) -> peer(row))
                .list();
    }

    public Optional<Peer> find(RegionName name) {
        return list().stream().filter(peer -> peer.name().equals(name)).findFirst();
    }

    /** @return whether there was none of that name */
    public boolean insert(Peer peer) {
        PeerConnection to = peer.connection();
        return jdbc.sql("""
                        insert into region_peer (name, host, port, database_name, user_name, password_file, tls,
                                                 root_certificate, state, created_at)
                        values (:name, :host, :port, :database, :user, :file, :tls, :root, :state, :at)
                        on conflict do nothing
                        """)
                        .param("name", peer.name().value())
                        .param("host", to.host())
                        .param("port", to.port())
                        .param("database", to.database())
                        .param("user", to.user())
                        .param("file", to.passwordFile())
                        .param("tls", to.tls().name())
                        .param("root", to.rootCertificate())
                        .param("state", peer.state().name())
                        .param("at", JdbcRegions.stamp(peer.createdAt()))
                        .update()
                == 1;
    }

    /** @return whether it was in that state; a failure is forgotten */
    public boolean move(RegionName name, Peer.State from, Peer.State to) {
        return jdbc.sql("""
                        update region_peer set state = :to, failure = null, revision = revision + 1
                         where name = :name and state = :from
                        """)
                        .param("name", name.value())
                        .param("from", from.name())
                        .param("to", to.name())
                        .update()
                == 1;
    }

    void failed(RegionName name, @Nullable String sentence) {
        jdbc.sql("update region_peer set failure = :failure where name = :name and failure is distinct from :failure")
                .param("name", name.value())
                .param("failure", sentence)
                .update();
    }

    void remove(RegionName name) {
        jdbc.sql("delete from region_peer where name = :name and state = 'LEAVING'")
                .param("name", name.value())
                .update();
    }

    private static Peer peer(ResultSet row) throws SQLException {
        return new Peer(
                new RegionName(row.getString("name")),
                new PeerConnection(
                        row.getString("host"),
                        row.getInt("port"),
                        row.getString("database_name"),
                        row.getString("user_name"),
                        row.getString("password_file"),
                        PeerConnection.Tls.valueOf(row.getString("tls")),
                        row.getString("root_certificate")),
                Peer.State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("failure")),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
