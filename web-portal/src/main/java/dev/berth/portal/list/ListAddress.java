package dev.berth.portal.list;

import dev.berth.broker.console.Order;
import dev.berth.broker.console.Place;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * What the address of a list says: filters, order and place, the whole view. So it can be shared, kept, and gone back to.
 * Each part is read with a sentence for what it cannot be.
 */
public final class ListAddress {

    private static final String SORT = "sort";
    private static final String AT = "at";
    private static final String LIMIT = "limit";
    private static final Set<String> NO_FILTER = Set.of(SORT, AT, LIMIT);

    private final String path;
    private final Map<String, List<String>> values = new TreeMap<>();

    private ListAddress(String path) {
        this.path = path;
    }

    /** Keeps the parameters that mean something to the list; those without a value are not there. */
    public static ListAddress of(String path, MultiValueMap<String, String> parameters, String... filters) {
        ListAddress address = new ListAddress(path);
        Set<String> known = Set.of(filters);
        parameters.forEach((name, all) -> {
            List<String> given = all.stream()
                    .map(value -> value.replace("\0", "").strip())
                    .filter(value -> !value.isEmpty())
                    .toList();
            if (!given.isEmpty() && (known.contains(name) || NO_FILTER.contains(name))) {
                address.values.put(name, given);
            }
        });
        return address;
    }

    /** Where a button of the list leads back to: the list itself, as it was, and nowhere else. */
    public static String back(String wanted, String list) {
        return wanted.startsWith(list + "?") && wanted.indexOf('{') < 0 ? wanted : list;
    }

    public String path() {
        return path;
    }

    public @Nullable String text(String name) {
        List<String> given = values.get(name);
        return given == null ? null : given.getFirst();
    }

    /** For a form's field. */
    public String shown(String name) {
        String text = text(name);
        return text == null ? "" : text;
    }

    public boolean says(String name, Object value) {
        return values.getOrDefault(name, List.of()).contains(value.toString());
    }

    public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        String text = text(name);
        return text == null ? null : choice(name, text, type);
    }

    public <E extends Enum<E>> Set<E> choices(String name, Class<E> type) {
        Set<E> chosen = EnumSet.noneOf(type);
        for (String given : values.getOrDefault(name, List.of())) {
            for (String one : given.split(",")) {
                chosen.add(choice(name, one.strip(), type));
            }
        }
        return chosen;
    }

    public @Nullable UUID id(String name) {
        String text = text(name);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s is '%s'; allowed is an id as the API shows it.".formatted(name, text), e);
        }
    }

    public @Nullable Integer number(String name, int least, int most) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(numbers(name, text, least, most), e);
        }
        throw new IllegalArgumentException(numbers(name, text, least, most));
    }

    public @Nullable Boolean flag(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("%s is '%s'; allowed are true and false.".formatted(name, text));
        };
    }

    public @Nullable Instant moment(String name) {
        String text = text(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s is '%s'; allowed is a moment in UTC such as 2026-11-22T09:00:00Z.".formatted(name, text), e);
        }
    }

    public int limit(int usual) {
        Integer limit = number(LIMIT, 1, 500);
        return limit == null ? usual : limit;
    }

    /** {@code last_used} sorts upwards, {@code -last_used} downwards. */
    public <C extends Enum<C>> Order<C> order(Class<C> columns, Order<C> usual) {
        String text = text(SORT);
        if (text == null) {
            return usual;
        }
        boolean descending = text.startsWith("-");
        return new Order<>(choice(SORT, descending ? text.substring(1) : text, columns), descending);
    }

    public @Nullable Place at() {
        String text = text(AT);
        return text == null ? null : Place.parse(text);
    }

    /** Whether anything is filtered out. */
    public boolean filtered() {
        return values.keySet().stream().anyMatch(name -> !NO_FILTER.contains(name));
    }

    /** The same view from its first page on. */
    public String query() {
        String uri = uri("", without(AT));
        return uri.isEmpty() ? "" : uri.substring(1);
    }

    /** The address of the list with another value in one part, from its first page on; null takes the part out. */
    public String with(String name, @Nullable Object value) {
        Map<String, List<String>> changed = without(AT);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, List.of(value.toString()));
        }
        return uri(path, changed);
    }

    /** The address of the page that begins there. */
    public String page(Place place) {
        Map<String, List<String>> changed = without(AT);
        changed.put(AT, List.of(place.toString()));
        return uri(path, changed);
    }

    /** The same filters at another address. */
    public String at(String otherPath) {
        return uri(otherPath, without(AT));
    }

    /** This very page. */
    public String here() {
        return uri(path, values);
    }

    private Map<String, List<String>> without(String name) {
        Map<String, List<String>> rest = new TreeMap<>(values);
        rest.remove(name);
        return rest;
    }

    private static String uri(String path, Map<String, List<String>> values) {
        String query = values.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(value -> entry.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static <E extends Enum<E>> E choice(String name, String text, Class<E> type) {
        String wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is '%s'; allowed are %s."
                        .formatted(
                                name,
                                text,
                                Arrays.stream(type.getEnumConstants())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", ")))));
    }

    private static String numbers(String name, String text, int least, int most) {
        return "%s is '%s'; allowed are whole numbers from %d to %d.".formatted(name, text, least, most);
    }
}
