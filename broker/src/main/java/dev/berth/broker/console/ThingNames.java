package dev.berth.broker.console;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people call the things that the audit log names by their ids. */
@Component
public class ThingNames {

    /** What has a name in its own row: the kind, and its table. */
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("bundle", "bundle"),
            Map.entry("application", "application"),
            Map.entry("image", "image"),
            Map.entry("host", "hypervisor_host"),
            Map.entry("ip-access-group", "ip_access_group"),
            Map.entry("api-token", "api_token"),
            Map.entry("maintenance-window", "maintenance_window"),
            Map.entry("maintenance-run", "maintenance_run"),
            Map.entry("rollout", "rollout"),
            Map.entry("power-schedule", "power_schedule"),
            Map.entry("pipeline", "pipeline"),
            Map.entry("package", "software"),
            Map.entry("drill-schedule", "drill_schedule"),
            Map.entry("alias", "connection_alias"));

    private static final String OWN_NAMES = NAMED.entrySet().stream()
            .map(named -> "union all select '%s', id, name from asked join %s using (id) "
                    .formatted(named.getKey(), named.getValue()))
            .collect(Collectors.joining());

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
                        select 'image-version', v.id, i.name || ' ' || v.version
                          from asked join image_version v using (id) join image i on i.id = v.image_id
                        union all
                        select 'pipeline-run', r.id, p.name || ' #' || r.number
                          from asked join pipeline_run r using (id) join pipeline p on p.id = r.pipeline_id
                        union all
                        select 'drill', id, canary from asked join drill using (id)
                        union all
                        select 'entitlement', e.id, e.subject_label || ': ' || coalesce(a.name, b.name)
                          from asked
                          join entitlement e using (id)
                          left join bundle b on b.id = e.bundle_id
                          left join application a on a.id = e.application_id
                        """ + OWN_NAMES).param("ids", ids.toArray(UUID[]::new)).query((RowCallbackHandler) row -> {
            UUID id = row.getObject("id", UUID.class);
            names.put(id, new NamedThing(row.getString("kind"), id, row.getString("name")));
        });
        return names;
    }
}
