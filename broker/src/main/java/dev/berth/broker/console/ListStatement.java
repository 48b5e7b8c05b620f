package dev.berth.broker.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One list's statement: only the conditions that were asked for stand in it, and rows are found with no more tables than
 * those need; the rest is joined to the page's few rows. Limits stand in it as numbers, since a plan is chosen by them. A page begins at a row and never at a number: the thousandth page
 * costs what the first one does.
 */
final class ListStatement {

    private final JdbcClient jdbc;
    private final Source source;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, @Nullable Object> parameters = new HashMap<>();
    private int most = Integer.MAX_VALUE;

    ListStatement(JdbcClient jdbc, Source source) {
        this.jdbc = jdbc;
        this.source = source;
    }

    /**
     * What a list is made of.
     *
     * @param table with its alias: {@code desktop d}
     * @param joins to it, in an order in which each may refer to those before it
     */
    record Source(String table, List<Join> joins) {

        String id() {
            return table.substring(table.indexOf(' ') + 1) + ".id";
        }

        /** The tables that the parts refer to, and those that these need. */
        String from(List<String> parts) {
            List<String> needed = new ArrayList<>(parts);
            StringBuilder from = new StringBuilder();
            for (Join join : joins.reversed()) {
                if (needed.stream().anyMatch(part -> join.named(part))) {
                    needed.add(join.sql());
                    from.insert(0, "\n  " + join.sql());
                }
            }
            return "\n  from " + table + from;
        }

        String all() {
            StringBuilder all = new StringBuilder();
            joins.forEach(join -> all.append("\n  ").append(join.sql()));
            return all.toString();
        }
    }

    /** @param alias of the joined table, as conditions write it */
    record Join(String alias, String sql) {

        boolean named(String part) {
            return part.matches("(?s).*\\b" + alias + "\\..*");
        }
    }

    /** What a list is sorted by, in SQL: never null, and with its type so that it can be read back from text. */
    record Key(String expression, String type) {}

    private record Row<T>(T item, String key, UUID id) {}

    ListStatement where(String condition) {
        conditions.add("(" + condition + ")");
        return this;
    }

    ListStatement where(String condition, String name, Object value) {
        parameters.put(name, value);
        return where(condition);
    }

    ListStatement with(Map<String, Object> values) {
        parameters.putAll(values);
        return this;
    }

    <T> Slice<T> page(String columns, Key key, boolean descending, @Nullable Place at, int limit, RowMapper<T> mapper) {
        boolean backwards = at != null && at.direction() == Place.Direction.BEFORE;
        List<Row<T>> found = new ArrayList<>(rows(columns, key, descending != backwards, at, limit + 1, mapper));
        boolean more = found.size() > limit;
        if (more) {
            found.removeLast();
        }
        if (backwards) {
            Collections.reverse(found);
        }
        boolean before = backwards ? more : at != null;
        boolean after = backwards || more;
        return new Slice<>(
                found.stream().map(Row::item).toList(),
                before && !found.isEmpty()
                        ? Optional.of(place(Place.Direction.BEFORE, found.getFirst()))
                        : Optional.empty(),
                after && !found.isEmpty()
                        ? Optional.of(place(Place.Direction.AFTER, found.getLast()))
                        : Optional.empty());
    }

    private <T> List<Row<T>> rows(
            String columns, Key key, boolean descending, @Nullable Place at, int limit, RowMapper<T> mapper) {
        Map<String, @Nullable Object> all = new HashMap<>(parameters);
        List<String> where = new ArrayList<>(conditions);
        if (at != null) {
            String sign = descending ? "<" : ">";
            String placed = "cast(:placeKey as " + key.type() + ")";
            where.add("%1$s %2$s= %3$s and (%1$s %2$s %3$s or %4$s %2$s :placeId)"
                    .formatted(key.expression(), sign, placed, source.id()));
            all.put("placeKey", at.key());
            all.put("placeId", at.id());
        }
        List<String> parts = new ArrayList<>(where);
        parts.add(key.expression());
        String direction = descending ? " desc" : " asc";
        String sql = """
                select %1$s, cast(page.place_key as text) as place_key_text, page.place_id
                  from (select %2$s as place_id, %3$s as place_key%4$s%5$s
                         order by %3$s%6$s, %2$s%6$s
                         limit %9$d) page
                  join %7$s on %2$s = page.place_id%8$s
                 order by page.place_key%6$s, page.place_id%6$s
                """.formatted(
                        columns.strip(),
                        source.id(),
                        key.expression(),
                        source.from(parts),
                        conditions(where),
                        direction,
                        source.table(),
                        source.all(),
                        limit);
        return jdbc.sql(sql)
                .params(all)
                .query((row, number) -> read(row, number, mapper))
                .list();
    }

    /** Counting is dear here: it is to stop at this bound, or sooner. */
    ListStatement countingTo(int bound) {
        most = Math.min(most, bound);
        return this;
    }

    /** How many rows fit, counted to the bound at most. */
    Count count(int wanted) {
        int bound = Math.min(wanted, most);
        int found = jdbc.sql("select count(*) from (select 1" + source.from(conditions) + conditions(conditions)
                        + " limit " + (bound + 1) + ") found")
                .params(parameters)
                .query(Integer.class)
                .single();
        return new Count(Math.min(found, bound), found > bound);
    }

    private static String conditions(List<String> all) {
        return all.isEmpty() ? "" : "\n where " + String.join("\n   and ", all);
    }

    private static <T> Row<T> read(ResultSet row, int number, RowMapper<T> mapper) throws SQLException {
        T item = mapper.mapRow(row, number);
        if (item == null) {
            throw new IllegalStateException("A row of a list was read as nothing.");
        }
        return new Row<>(item, row.getString("place_key_text"), row.getObject("place_id", UUID.class));
    }

    private static Place place(Place.Direction direction, Row<?> row) {
        return new Place(direction, row.key(), row.id());
    }
}
