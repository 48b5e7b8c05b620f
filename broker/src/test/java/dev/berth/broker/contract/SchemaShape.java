package dev.berth.broker.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What statements can rely on in a database: columns, what rows may hold, and functions. */
record SchemaShape(Map<String, Column> columns, Map<String, Check> checks, Set<String> functions) {

    private static final Pattern LITERAL = Pattern.compile("'[^']*'");

    /** @param optional an insert need not name it */
    record Column(String type, boolean nullable, boolean optional) {}

    /** @param columns by table and name, as in the shape */
    record Check(String definition, Set<String> columns) {}

    static SchemaShape of(JdbcClient jdbc) {
        Map<String, Column> columns = new TreeMap<>();
        jdbc.sql("""
                        select table_name || '.' || column_name as name, udt_name, is_nullable = 'YES' as nullable,
                               is_nullable = 'YES' or column_default is not null or is_identity = 'YES'
                                   or is_generated = 'ALWAYS' as optional
                          from information_schema.columns where table_schema = 'public'
                        """).query((RowCallbackHandler) row -> columns.put(
                row.getString("name"),
                new Column(row.getString("udt_name"), row.getBoolean("nullable"), row.getBoolean("optional"))));
        Map<String, Check> checks = new TreeMap<>();
        jdbc.sql("""
                        select c.conrelid::regclass || ' ' || c.conname as name, pg_get_constraintdef(c.oid) as definition,
                               (select array_agg(c.conrelid::regclass || '.' || a.attname)
                                  from pg_attribute a
                                 where a.attrelid = c.conrelid and a.attnum = any (c.conkey)) as columns
                          from pg_constraint c
                         where c.contype = 'c' and c.connamespace = 'public'::regnamespace and c.conrelid <> 0
                        """).query((RowCallbackHandler) row ->
                checks.put(row.getString("name"), new Check(row.getString("definition"), Set.of((String[])
                        row.getArray("columns").getArray()))));
        Set<String> functions = new TreeSet<>(jdbc.sql("""
                        select p.oid::regprocedure::text from pg_proc p
                         where p.pronamespace = 'public'::regnamespace
                           and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                        """).query(String.class).list());
        return new SchemaShape(columns, checks, functions);
    }

    /** What a node that knows this shape would stumble over in the newer one, in sentences. */
    List<String> stumblesOver(SchemaShape newer) {
        List<String> stones = new ArrayList<>();
        columns.forEach((name, column) -> {
            Column now = newer.columns.get(name);
            if (now == null) {
                stones.add(name + " is gone");
            } else if (!now.type().equals(column.type())) {
                stones.add(name + " was " + column.type() + " and is " + now.type());
            } else if (column.nullable() && !now.nullable()) {
                stones.add(name + " may not be null any more");
            } else if (column.optional() && !now.optional()) {
                stones.add(name + " has to be named by inserts now");
            }
        });
        newer.columns.forEach((name, column) -> {
            if (!columns.containsKey(name) && isOfAKnownTable(name) && !column.optional()) {
                stones.add(name + " is new and has to be named by inserts");
            }
        });
        newer.checks.forEach((name, check) -> {
            if (columns.keySet().containsAll(check.columns()) && narrows(checks.get(name), check)) {
                stones.add(name + " lets less pass: " + check.definition());
            }
        });
        functions.stream()
                .filter(function -> !newer.functions.contains(function))
                .forEach(function -> stones.add(function + " is gone"));
        return stones;
    }

    private boolean isOfAKnownTable(String column) {
        String table = column.substring(0, column.indexOf('.') + 1);
        return columns.keySet().stream().anyMatch(known -> known.startsWith(table));
    }

    /** A check that is new, or has lost a value that it let pass. One that was written anew with all of them is wider. */
    private static boolean narrows(Check before, Check now) {
        return before == null
                || !before.definition().equals(now.definition())
                        && !literals(now.definition()).containsAll(literals(before.definition()));
    }

    private static Set<String> literals(String definition) {
        return LITERAL.matcher(definition).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
