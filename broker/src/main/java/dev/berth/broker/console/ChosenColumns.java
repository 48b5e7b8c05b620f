package dev.berth.broker.console;

import dev.berth.broker.directory.PersonId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which columns of a list somebody wants to see. */
@Component
public class ChosenColumns {

    private final JdbcClient jdbc;

    public ChosenColumns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty while the person has chosen none: the usual ones are shown. */
    public Optional<List<String>> of(PersonId person, ListKind list) {
        return jdbc.sql("select columns from chosen_columns where person_id = :person and list = :list")
                .param("person", person.objectGuid())
                .param("list", list.name())
                .query((row, number) ->
                        Arrays.asList((String[]) row.getArray("columns").getArray()))
                .optional();
    }

    public void choose(PersonId person, ListKind list, Collection<String> columns) {
        jdbc.sql("""
                        insert into chosen_columns (person_id, list, columns) values (:person, :list, :columns)
                        on conflict (person_id, list) do update set columns = excluded.columns
                        """)
                .param("person", person.objectGuid())
                .param("list", list.name())
                .param("columns", columns.toArray(String[]::new))
                .update();
    }
}
