package dev.berth.broker.region;

import dev.berth.broker.directory.PersonId;
import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** How rows that regions share are read. Each refuses what no region says. */
final class RegionRows {

    private RegionRows() {}

    static ConnectionAlias alias(ResultSet row) throws SQLException {
        return new ConnectionAlias(
                aliasId(row, "id"),
                region(row, "home_region"),
                row.getString("name"),
                names(row.getArray("regions")),
                row.getLong("revision"),
                at(row, "created_at"));
    }

    static Map.Entry<RegionName, AliasId> acceptance(ResultSet row) throws SQLException {
        return Map.entry(region(row, "home_region"), aliasId(row, "alias_id"));
    }

    static AliasClaim claim(ResultSet row) throws SQLException {
        return new AliasClaim(
                aliasId(row, "alias_id"),
                row.getLong("epoch"),
                region(row, "home_region"),
                region(row, "active_region"),
                at(row, "made_at"),
                row.getString("made_by"),
                row.getString("reason"));
    }

    static PersonClaim personClaim(ResultSet row) throws SQLException {
        return new PersonClaim(
                aliasId(row, "alias_id"),
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getLong("alias_epoch"),
                row.getLong("number"),
                region(row, "home_region"),
                region(row, "active_region"),
                row.getString("account_name"),
                at(row, "made_at"),
                row.getString("made_by"));
    }

    static RegionFacts facts(ResultSet row) throws SQLException {
        return new RegionFacts(
                region(row, "home_region"),
                Optional.ofNullable(row.getString("portal")).map(URI::create),
                row.getInt("live_sessions"),
                row.getLong("free_memory_mib"),
                at(row, "beat_at"));
    }

    static RegionName region(ResultSet row, String column) throws SQLException {
        return new RegionName(row.getString(column));
    }

    static AliasId aliasId(ResultSet row, String column) throws SQLException {
        return new AliasId(row.getObject(column, UUID.class));
    }

    static Instant at(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static List<RegionName> names(Array array) throws SQLException {
        if (!(array.getArray() instanceof String[] names)) {
            throw new IllegalArgumentException("regions is a list of lists; allowed is a list of names.");
        }
        return Arrays.stream(names)
                .map(name -> new RegionName(Objects.requireNonNullElse(name, "")))
                .toList();
    }
}
