package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.GroupId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Whom something is for, as the columns {@code bundles}, {@code groups}, {@code tags} and {@code desktops} of its row. */
public final class ScopeColumns {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<KeptGroup>> GROUPS = new TypeReference<>() {};
    private static final TypeReference<List<Scope.TagRule>> TAGS = new TypeReference<>() {};

    private ScopeColumns() {}

    private record KeptGroup(String sid, String label) {}

    /** For parameters of these names, cast to {@code uuid[]}, {@code jsonb}, {@code jsonb} and {@code uuid[]}. */
    public static Map<String, String> of(Scope scope) {
        return Map.of(
                "bundles",
                ArrayColumns.literal(scope.bundles().stream()),
                "groups",
                JSON.writeValueAsString(scope.groups().stream()
                        .map(group -> new KeptGroup(group.id().sid(), group.label()))
                        .toList()),
                "tags",
                JSON.writeValueAsString(scope.tags()),
                "desktops",
                ArrayColumns.literal(scope.desktops().stream()));
    }

    public static Scope read(ResultSet row) throws SQLException {
        return new Scope(
                ArrayColumns.read(row, "bundles", UUID.class).map(BundleId::new).collect(Collectors.toSet()),
                JSON.readValue(row.getString("groups"), GROUPS).stream()
                        .map(group -> new Scope.Group(new GroupId(group.sid()), group.label()))
                        .toList(),
                JSON.readValue(row.getString("tags"), TAGS),
                ArrayColumns.read(row, "desktops", UUID.class)
                        .map(DesktopId::new)
                        .collect(Collectors.toSet()));
    }

    /** Whether the desktop {@code d} of the person {@code p} is among those that the row with this alias is for. */
    public static String covers(String alias) {
        return """
                cardinality(%1$s.bundles) = 0 and %1$s.groups = '[]' and %1$s.tags = '[]'
                    and cardinality(%1$s.desktops) = 0
                or d.bundle_id = any (%1$s.bundles)
                or d.id = any (%1$s.desktops)
                or exists (select from jsonb_array_elements(%1$s.tags) t
                            where d.tags ->> (t ->> 'key') = coalesce(t ->> 'value', d.tags ->> (t ->> 'key')))
                or exists (select from jsonb_array_elements(%1$s.groups) g
                            where p.memberships @> jsonb_build_array(jsonb_build_object(
                                      'id', jsonb_build_object('sid', g ->> 'sid'))))
                """.formatted(alias);
    }
}
