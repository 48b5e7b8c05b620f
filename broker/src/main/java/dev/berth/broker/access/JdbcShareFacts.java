package dev.berth.broker.access;

import dev.berth.broker.access.AccessFacts.Owned;
import dev.berth.broker.access.AccessFacts.Shared;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a decision about a shared session needs. */
@Component
class JdbcShareFacts {

    private static final String SHARED = """
            select h.id, h.kind, h.state, h.over_why, h.guest_id, h.guest_address, s.state as session_state,
                   s.person_id, p.account_name, b.id as bundle_id, b.name as bundle_name,
                   coalesce(a.name, b.name) || ' (' || s.reference || ')' as name
              from session_share h
              join session s on s.id = h.session_id
              join person p on p.id = s.person_id
              join desktop d on d.id = s.desktop_id
              join bundle b on b.id = d.bundle_id
              left join application a on a.id = s.application_id
            """;

    private final JdbcClient jdbc;

    JdbcShareFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Shared> share(ShareId share) {
        return jdbc.sql(SHARED + "where h.id = :share")
                .param("share", share.value())
                .query(JdbcShareFacts::shared)
                .optional();
    }

    /** Those whose guest has come as far as asking for a ticket. */
    List<Shared> admitted() {
        return jdbc.sql(SHARED + "where h.state in ('AGREED', 'JOINED') and h.guest_address is not null")
                .query(JdbcShareFacts::shared)
                .list();
    }

    private static Shared shared(ResultSet row, int number) throws SQLException {
        return new Shared(
                new ShareId(row.getObject("id", UUID.class)),
                row.getString("name"),
                new Owned(
                        new PersonId(row.getObject("person_id", UUID.class)),
                        row.getString("account_name"),
                        new BundleId(row.getObject("bundle_id", UUID.class)),
                        row.getString("bundle_name")),
                Optional.ofNullable(row.getObject("guest_id", UUID.class)).map(PersonId::new),
                row.getString("kind").equals("SHADOWING"),
                closed(row),
                Optional.ofNullable(row.getString("guest_address")));
    }

    private static Optional<String> closed(ResultSet row) throws SQLException {
        if (row.getString("session_state").equals("ENDED")) {
            return Optional.of("its session has ended");
        }
        return switch (row.getString("state")) {
            case "ASKED" -> Optional.of("its owner has not consented");
            case "OVER" -> Optional.of("it is over, " + row.getString("over_why"));
            default -> Optional.empty();
        };
    }
}
