package dev.berth.broker.metering;

import dev.berth.broker.directory.PersonId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The groups that people were in. A trigger of the database writes down each change. */
@Component
class JdbcGroups {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<GroupHistory.Group>> GROUPS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    JdbcGroups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    GroupHistory history() {
        var history = new GroupHistory();
        // Many people are in the same groups: those are kept once.
        Map<String, List<GroupHistory.Group>> known = new HashMap<>();
        jdbc.sql("select person_id, since, groups from person_groups").query((RowCallbackHandler) row -> history.add(
                new PersonId(row.getObject("person_id", UUID.class)),
                JdbcUsage.instant(row, "since"),
                known.computeIfAbsent(row.getString("groups"), text -> JSON.readValue(text, GROUPS))));
        return history;
    }
}
