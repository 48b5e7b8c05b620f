package dev.berth.broker.metering;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people call the things that costs are shown by. */
@Component
class JdbcCostNames {

    private final JdbcClient jdbc;

    JdbcCostNames(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Name(String name, String detail) {}

    Map<UUID, Name> people(Collection<UUID> ids) {
        return names("select id, display_name as name, account_name as detail from person where id = any (:ids)", ids);
    }

    Map<UUID, Name> bundles(Collection<UUID> ids) {
        return names("select id, name, '' as detail from bundle where id = any (:ids)", ids);
    }

    Map<UUID, Name> desktops(Collection<UUID> ids) {
        return names("""
                select d.id, d.hostname as name, p.display_name || ' · ' || b.name as detail
                  from desktop d
                  join person p on p.id = d.person_id
                  join bundle b on b.id = d.bundle_id
                 where d.id = any (:ids)
                """, ids);
    }

    private Map<UUID, Name> names(String sql, Collection<UUID> ids) {
        Map<UUID, Name> names = new HashMap<>();
        jdbc.sql(sql).param("ids", ids.toArray(UUID[]::new)).query((RowCallbackHandler) row ->
                names.put(row.getObject("id", UUID.class), new Name(row.getString("name"), row.getString("detail"))));
        return names;
    }
}
