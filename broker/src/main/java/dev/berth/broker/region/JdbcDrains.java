package dev.berth.broker.region;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The alias that this region is giving away just now. */
final class JdbcDrains {

    private final JdbcClient jdbc;

    JdbcDrains(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Drain> present() {
        return jdbc.sql("select * from alias_drain order by asked_at limit 1")
                .query((row, number) -> new Drain(
                        RegionRows.aliasId(row, "alias_id"),
                        RegionRows.region(row, "to_region"),
                        row.getLong("epoch"),
                        RegionRows.at(row, "asked_at"),
                        row.getString("asked_by"),
                        row.getString("reason")))
                .optional();
    }

    /** @return whether none was being given away */
    boolean begin(Drain drain) {
        return jdbc.sql("""
                        insert into alias_drain (alias_id, to_region, epoch, asked_at, asked_by, reason)
                        select :alias, :to, :epoch, :at, :by, :reason where not exists (select from alias_drain)
                        on conflict do nothing
                        """)
                        .param("alias", drain.alias().value())
                        .param("to", drain.to().value())
                        .param("epoch", drain.epoch())
                        .param("at", JdbcRegions.stamp(drain.askedAt()))
                        .param("by", drain.askedBy())
                        .param("reason", drain.reason())
                        .update()
                == 1;
    }

    /** @return whether it was being given away */
    boolean end(AliasId alias) {
        return jdbc.sql("delete from alias_drain where alias_id = :alias")
                        .param("alias", alias.value())
                        .update()
                == 1;
    }
}
