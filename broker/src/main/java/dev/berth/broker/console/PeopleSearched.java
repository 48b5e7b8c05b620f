package dev.berth.broker.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** How lists look for people: each word somewhere in the display, account, principal or mail name. */
final class PeopleSearched {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** On a person {@code p}, with the parameter {@code group} as {@link #membership} has it. */
    static final String MEMBER = "p.memberships @> cast(:group as jsonb)";

    private final JdbcClient jdbc;

    PeopleSearched(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** On a person {@code p}, with {@link #parameters}. */
    static String condition(SearchText text) {
        return IntStream.range(0, text.words().size())
                .mapToObj(i -> "p.search like lower(:word" + i + ")")
                .collect(Collectors.joining(" and "));
    }

    static Map<String, Object> parameters(SearchText text) {
        Map<String, Object> words = new HashMap<>();
        for (int i = 0; i < text.words().size(); i++) {
            words.put("word" + i, SearchText.containing(text.words().get(i)));
        }
        return words;
    }

    /** Those whom the search finds; empty when there are more than {@code most}. */
    Optional<UUID[]> few(SearchText text, int most) {
        List<UUID> found = jdbc.sql("select p.id from person p where " + condition(text) + " limit :limit")
                .params(parameters(text))
                .param("limit", most + 1)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return found.size() > most ? Optional.empty() : Optional.of(found.toArray(UUID[]::new));
    }

    /** Those who are in the group; empty when there are more than {@code most}. */
    Optional<UUID[]> members(String nameOrSid, int most) {
        List<UUID> found = jdbc.sql("select p.id from person p where " + MEMBER + " limit :limit")
                .param("group", membership(nameOrSid))
                .param("limit", most + 1)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        return found.size() > most ? Optional.empty() : Optional.of(found.toArray(UUID[]::new));
    }

    /** What a person's memberships have in them who is in the group. */
    static String membership(String nameOrSid) {
        return JSON.writeValueAsString(List.of(
                nameOrSid.startsWith("S-1-") ? Map.of("id", Map.of("sid", nameOrSid)) : Map.of("name", nameOrSid)));
    }
}
