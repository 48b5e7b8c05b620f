package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Field;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What admins note on a desktop as keys and values, by key: schedules and windows choose desktops by them. */
public record Tags(SortedMap<String, String> all) {

    public static final Tags NONE = new Tags(new TreeMap<>());

    private static final int MOST = 50;
    private static final int LONGEST_VALUE = 80;
    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._:/@-]{0,39}");

    public Tags {
        if (all.size() > MOST) {
            throw new IllegalArgumentException("tags has " + all.size() + " entries; allowed are up to " + MOST + ".");
        }
        all.forEach((key, value) -> requireTag("tags", key, value));
        all = Collections.unmodifiableSortedMap(new TreeMap<>(all));
    }

    /** @param field as whoever wrote it calls it */
    public static void requireTag(String field, String key, String value) {
        Field.matching(
                field,
                key,
                KEY,
                "keys of 1 to 40 letters, digits, spaces and any of . _ : / @ - that begin with a letter or digit, such as"
                        + " department=sales");
        if (!value.isEmpty()) {
            Field.line(field, value, LONGEST_VALUE);
        }
    }

    /** One per line, {@code department=sales}; a line without a sign is a key without a value. */
    public static Tags parse(String text) {
        SortedMap<String, String> all = new TreeMap<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int sign = line.indexOf('=');
            String key = sign < 0 ? line : line.substring(0, sign).strip();
            if (all.put(key, sign < 0 ? "" : line.substring(sign + 1).strip()) != null) {
                throw new IllegalArgumentException("tags has '" + key + "' twice; allowed is each key once.");
            }
        });
        return new Tags(all);
    }

    /** With those too, and without those keys. */
    public Tags with(Map<String, String> set, Collection<String> removed) {
        SortedMap<String, String> after = new TreeMap<>(all);
        NavigableSet<String> both = new TreeSet<>(set.keySet());
        both.retainAll(removed);
        if (!both.isEmpty()) {
            throw new IllegalArgumentException(
                    "remove has '" + both.first() + "'; allowed are keys that are not set at the same time.");
        }
        removed.forEach(after::remove);
        after.putAll(set);
        return new Tags(after);
    }

    /** As {@link #parse} reads it. */
    public String text() {
        return all.entrySet().stream()
                .map(tag -> tag.getValue().isEmpty() ? tag.getKey() : tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining("\n"));
    }
}
