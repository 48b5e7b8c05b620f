package dev.berth.broker.access;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.region.RegionSettings;
import dev.berth.ipacl.Cidr;
import dev.berth.ipacl.IpAccessGroup;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.IpRule;
import dev.berth.ipacl.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** IP access groups, their rules and attachments as rows. */
@Component
class JdbcIpAccessGroups {

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcIpAccessGroups(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** Everything, in order of name. */
    GroupBook load() {
        Map<UUID, List<IpRule>> rules = new HashMap<>();
        jdbc.sql("select group_id, cidr, description from ip_access_rule order by group_id, position")
                .query((RowCallbackHandler) row -> rules.computeIfAbsent(id(row), none -> new ArrayList<>())
                        .add(new IpRule(Cidr.parse("cidr", row.getString("cidr")), row.getString("description"))));
        Map<UUID, List<Place>> places = new HashMap<>();
        jdbc.sql("""
                        select t.group_id, t.place_kind, t.place, b.name as bundle_name
                          from ip_access_attachment t
                          left join bundle b on t.place_kind = 'BUNDLE' and b.id::text = t.place
                        """).query((RowCallbackHandler) row ->
                places.computeIfAbsent(id(row), none -> new ArrayList<>()).add(place(row)));
        Map<IpAccessGroupId, KeptGroup> groups = new LinkedHashMap<>();
        jdbc.sql("select id, name, description, revision, created_at from ip_access_group order by name")
                .query((RowCallbackHandler) row -> {
                    UUID id = row.getObject("id", UUID.class);
                    IpAccessGroup group = new IpAccessGroup(
                            new IpAccessGroupId(id),
                            row.getString("name"),
                            row.getString("description"),
                            rules.getOrDefault(id, List.of()));
                    groups.put(
                            group.id(),
                            new KeptGroup(
                                    group,
                                    places.getOrDefault(id, List.of()),
                                    row.getLong("revision"),
                                    row.getObject("created_at", OffsetDateTime.class)
                                            .toInstant()));
                });
        return new GroupBook(groups);
    }

    /** Writes nobody's edit over another's: false when the revision before this one is not the current one. */
    boolean write(KeptGroup next) {
        boolean written = next.revision() == 1 ? insert(next) : update(next);
        if (written) {
            writeRules(next);
            writeAttachments(next);
        }
        return written;
    }

    boolean delete(KeptGroup was) {
        return jdbc.sql("delete from ip_access_group where id = :id and revision = :revision")
                        .param("id", was.id().value())
                        .param("revision", was.revision())
                        .update()
                == 1;
    }

    /** @throws IllegalArgumentException naming the place and what is allowed */
    Place place(IpAccessEdit.Target target) {
        return switch (target.kind()) {
            case DIRECTORY -> {
                if (!target.place().isEmpty()) {
                    throw new IllegalArgumentException(
                            "place is '" + target.place() + "'; allowed for the directory is only an empty one.");
                }
                yield Places.DIRECTORY;
            }
            case BUNDLE ->
                bundle(target.place())
                        .orElseThrow(() -> new IllegalArgumentException(
                                "place is '" + target.place() + "'; allowed is the id of a bundle that exists."));
            case ROLE -> Places.of(Roles.parse("place", target.place()));
            case STACK ->
                throw new IllegalArgumentException(
                        "kind is STACK; this region has no stacks. Allowed are DIRECTORY, BUNDLE and ROLE.");
        };
    }

    private Optional<Place> bundle(String id) {
        return jdbc.sql("select id, name from bundle where id::text = :id")
                .param("id", id)
                .query((row, number) -> Places.of(new BundleId(row.getObject("id", UUID.class)), row.getString("name")))
                .optional();
    }

    private boolean insert(KeptGroup next) {
        return jdbc.sql("""
                        insert into ip_access_group (id, home_region, name, description, created_at)
                        values (:id, :region, :name, :description, :createdAt)
                        on conflict do nothing
                        """)
                        .param("id", next.id().value())
                        .param("region", region.name())
                        .param("name", next.group().name())
                        .param("description", next.group().description())
                        .param("createdAt", next.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    private boolean update(KeptGroup next) {
        return jdbc.sql("""
                        update ip_access_group
                           set name = :name, description = :description, revision = :revision
                         where id = :id and revision = :revision - 1
                        """)
                        .param("id", next.id().value())
                        .param("name", next.group().name())
                        .param("description", next.group().description())
                        .param("revision", next.revision())
                        .update()
                == 1;
    }

    private void writeRules(KeptGroup next) {
        List<IpRule> rules = next.group().rules();
        jdbc.sql("delete from ip_access_rule where group_id = :id")
                .param("id", next.id().value())
                .update();
        jdbc.sql("""
                        insert into ip_access_rule (group_id, position, cidr, description)
                        select :id, r.position, r.cidr, r.description
                          from unnest(:positions::integer[], :cidrs::text[], :descriptions::text[])
                                   as r (position, cidr, description)
                        """)
                .param("id", next.id().value())
                .param("positions", IntStream.range(0, rules.size()).boxed().toArray(Integer[]::new))
                .param(
                        "cidrs",
                        rules.stream().map(rule -> rule.cidr().toString()).toArray(String[]::new))
                .param("descriptions", rules.stream().map(IpRule::description).toArray(String[]::new))
                .update();
    }

    private void writeAttachments(KeptGroup next) {
        jdbc.sql("delete from ip_access_attachment where group_id = :id")
                .param("id", next.id().value())
                .update();
        for (Place place : next.attachedTo()) {
            jdbc.sql("insert into ip_access_attachment (group_id, place_kind, place) values (:id, :kind, :place)")
                    .param("id", next.id().value())
                    .param("kind", place.kind().name())
                    .param("place", place.equals(Places.DIRECTORY) ? "" : place.id())
                    .update();
        }
    }

    private static UUID id(ResultSet row) throws SQLException {
        return row.getObject("group_id", UUID.class);
    }

    private static Place place(ResultSet row) throws SQLException {
        String place = row.getString("place");
        String bundleName = row.getString("bundle_name");
        Place.Kind kind = Place.Kind.valueOf(row.getString("place_kind"));
        return switch (kind) {
            case DIRECTORY -> Places.DIRECTORY;
            case ROLE -> Places.of(Role.valueOf(place));
            case BUNDLE, STACK -> new Place(kind, place, bundleName == null ? place : bundleName);
        };
    }
}
