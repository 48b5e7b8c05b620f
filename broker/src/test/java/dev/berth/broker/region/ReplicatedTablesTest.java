package dev.berth.broker.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The schema's contract with peers: what is copied, and why the rest is not. */
class ReplicatedTablesTest {

    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.fresh());

    @Test
    void everyTableSaysWhetherItIsCopiedToPeers() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "regions.md"));
        List<String> told = Pattern.compile("`([a-z_]+)`")
                .matcher(page.substring(page.indexOf("## Which tables are copied")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(told)
                .as("tables in docs/regions.md, \"Which tables are copied\"")
                .containsAll(tables());
    }

    @Test
    void copiedRowsNameTheirHomeInTheirKeyAndOnlyItWritesThem() {
        for (String table : Replication.TABLES) {
            assertThat(jdbc.sql("""
                            select count(*) from pg_index i
                              join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                             where i.indrelid = :table::regclass and i.indisprimary and a.attname = 'home_region'
                            """).param("table", table).query(Integer.class).single())
                    .as("home_region in the key of " + table)
                    .isEqualTo(1);
            assertThat(jdbc.sql("""
                            select count(*) from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                             where t.tgrelid = :table::regclass and p.proname = 'only_its_home_writes' and t.tgenabled = 'O'
                            """).param("table", table).query(Integer.class).single())
                    .as("guard of " + table)
                    .isEqualTo(1);
        }
    }

    @Test
    void noRowIsWrittenBeforeTheDatabaseKnowsWhichRegionItIs() {
        assertThat(tables()).contains("desktop", "region", "alias_claim");
        assertThatThrownBy(() -> jdbc.sql("insert into alias_acceptance values ('main', gen_random_uuid(), now())")
                        .update())
                .hasMessageContaining("belongs to region main");
    }

    private List<String> tables() {
        return jdbc.sql("""
                        select table_name from information_schema.tables
                         where table_schema = 'public' and table_type = 'BASE TABLE'
                           and table_name not like 'qrtz%' and table_name not like 'spring_session%'
                           and table_name <> 'flyway_schema_history'
                        """).query(String.class).list();
    }
}
