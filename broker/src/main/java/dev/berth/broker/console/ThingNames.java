package dev.berth.broker.console;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people call the things that the audit log names by their ids. */
@Component
public class ThingNames {

    private final JdbcClient jdbc;

    public ThingNames(ListDatabase database) {
        this.jdbc = database.jdbc();
    }

    /** @param kind as the audit log calls it: {@code desktop} */
    public record NamedThing(String kind, UUID id, String name) {}

    /** Those that there are; what is gone has no name. */
    public Map<UUID, NamedThing> of(Collection<UUID> ids) {
        Map<UUID, NamedThing> names = new HashMap<>();
        if (ids.isEmpty()) {
            return names;
        }
        jdbc.sql("""
                        with asked as (select unnest(:ids::uuid[]) as id)
                        select 'desktop' as kind, d.id, d.hostname || coalesce(' (' || p.display_name || ')', '') as name
                          from asked join desktop d using (id) left join person p on p.id = d.person_id
                        union all
                        select 'fleet', f.id, b.name from asked join fleet f using (id) join bundle b on b.id = f.bundle_id
                        union all
                        select 'session', s.id, coalesce(a.name, b.name) || ' (' || p.display_name || ')'
                          from asked
                          join session s using (id)
                          join person p on p.id = s.person_id
                          join desktop d on d.id = s.desktop_id
                          join bundle b on b.id = d.bundle_id
                          left join application a on a.id = s.application_id
                        union all
                        select 'person', id, display_name from asked join person using (id)
                        union all
                        select 'bundle', id, name from asked join bundle using (id)
                        union all
                        select 'application', id, name from asked join application using (id)
                        union all
                        select 'image', id, name from asked join image using (id)
                        union all
                        select 'image-version', v.id, i.name || ' ' || v.version
                          from asked join image_version v using (id) join image i on i.id = v.image_id
                        union all
                        select 'entitlement', e.id, e.subject_label || ': ' || coalesce(a.name, b.name)
                          from asked
                          join entitlement e using (id)
                          left join bundle b on b.id = e.bundle_id
                          left join application a on a.id = e.application_id
                        union all
                        select 'host', id, name from asked join hypervisor_host using (id)
                        union all
                        select 'ip-access-group', id, name from asked join ip_access_group using (id)
                        union all
                        select 'api-token', id, name from asked join api_token using (id)
                        union all
                        select 'maintenance-window', id, name from asked join maintenance_window using (id)
                        union all
                        select 'maintenance-run', id, name from asked join maintenance_run using (id)
                        union all
                        select 'power-schedule', id, name from asked join power_schedule using (id)
                        """).param("ids", ids.toArray(UUID[]::new)).query((RowCallbackHandler) row -> {
            UUID id = row.getObject("id", UUID.class);
            names.put(id, new NamedThing(row.getString("kind"), id, row.getString("name")));
        });
        return names;
    }
}
