package dev.berth.broker.token;

import dev.berth.broker.directory.PersonId;
import dev.berth.ipacl.Cidr;
import dev.berth.ipacl.ClientAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of tokens. */
@Component
final class JdbcTokens {

    private static final String SELECT = """
            select t.id, t.locator, t.secret_hash, t.name, t.scopes, t.networks, t.created_at, t.created_by,
                   p.account_name, t.expires_at, t.revoked_at, t.last_used_at, t.last_used_address
              from api_token t
              join person p on p.id = t.created_by
            """;
    private static final Duration USE_NOTED = Duration.ofMinutes(1);

    private final JdbcClient jdbc;

    JdbcTokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A token with what it is proven by. */
    record Kept(ApiToken token, byte[] secretHash) {}

    void add(TokenId id, TokenSpec spec, TokenSecret secret, PersonId maker, Instant now) {
        try {
            jdbc.sql("""
                            insert into api_token (id, locator, secret_hash, name, scopes, networks, created_at,
                                                   created_by, expires_at)
                            values (:id, :locator, :hash, :name, :scopes, :networks, :now, :maker, :expires)
                            """)
                    .param("id", id.value())
                    .param("locator", secret.locator())
                    .param("hash", secret.hash())
                    .param("name", spec.name())
                    .param(
                            "scopes",
                            spec.scopes().stream().map(Enum::name).sorted().toArray(String[]::new))
                    .param(
                            "networks",
                            spec.networks().stream().map(Cidr::toString).toArray(String[]::new))
                    .param("now", utc(now))
                    .param("maker", maker.objectGuid())
                    .param("expires", utc(spec.expiresAt()))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new IllegalArgumentException(
                    "name is '" + spec.name() + "', which another token has or had; the audit log names tokens by it."
                            + " Choose another.",
                    e);
        }
    }

    List<ApiToken> all() {
        return jdbc.sql(SELECT + " order by t.revoked_at is not null, t.name").query(JdbcTokens::kept).list().stream()
                .map(Kept::token)
                .toList();
    }

    Optional<ApiToken> find(TokenId id) {
        return jdbc.sql(SELECT + " where t.id = :id")
                .param("id", id.value())
                .query(JdbcTokens::kept)
                .optional()
                .map(Kept::token);
    }

    Optional<Kept> find(String locator) {
        return jdbc.sql(SELECT + " where t.locator = :locator")
                .param("locator", locator)
                .query(JdbcTokens::kept)
                .optional();
    }

    boolean revoke(TokenId id, Instant now) {
        return jdbc.sql("update api_token set revoked_at = :now where id = :id and revoked_at is null")
                        .param("now", utc(now))
                        .param("id", id.value())
                        .update()
                > 0;
    }

    /** Written at most once a minute for an address, so that it costs a request nothing. */
    void used(TokenId id, ClientAddress address, Instant now) {
        jdbc.sql("""
                        update api_token
                           set last_used_at = :now, last_used_address = :address
                         where id = :id
                           and (last_used_at is null or last_used_at < :stale or last_used_address <> :address)
                        """)
                .param("now", utc(now))
                .param("stale", utc(now.minus(USE_NOTED)))
                .param("address", address.toString())
                .param("id", id.value())
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Kept kept(ResultSet row, int number) throws SQLException {
        return new Kept(
                new ApiToken(
                        new TokenId(row.getObject("id", UUID.class)),
                        row.getString("locator"),
                        row.getString("name"),
                        Arrays.stream((String[]) row.getArray("scopes").getArray())
                                .map(TokenScope::parse)
                                .collect(Collectors.toUnmodifiableSet()),
                        Arrays.stream((String[]) row.getArray("networks").getArray())
                                .map(text -> Cidr.parse("networks", text))
                                .toList(),
                        at(row, "created_at").orElseThrow(),
                        new PersonId(row.getObject("created_by", UUID.class)),
                        row.getString("account_name"),
                        at(row, "expires_at").orElseThrow(),
                        at(row, "revoked_at"),
                        at(row, "last_used_at"),
                        Optional.ofNullable(row.getString("last_used_address"))),
                row.getBytes("secret_hash"));
    }

    private static Optional<Instant> at(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
