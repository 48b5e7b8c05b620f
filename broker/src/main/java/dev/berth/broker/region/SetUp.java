package dev.berth.broker.region;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What admins set up in this region, as it is told to peers, and how that differs from what they set up. */
@Component
public class SetUp {

    private static final String HERE = """
            select 'BUNDLE' as kind, b.name,
                   to_jsonb(b) - array['id', 'home_region', 'image_version_id', 'revision', 'created_at']
                       || jsonb_build_object('image', i.name) as facts
              from bundle b join image_version v on v.id = b.image_version_id join image i on i.id = v.image_id
             union all
            select 'CHANNELS', coalesce(b.name, ''), to_jsonb(c) - array['id', 'bundle_id', 'revision']
              from channel_policy c left join bundle b on b.id = c.bundle_id
             union all
            select 'RECORDING', b.name, to_jsonb(r) - array['bundle_id', 'changed_at']
              from recording_policy r join bundle b on b.id = r.bundle_id
             union all
            select 'APPLICATION', b.name || ' / ' || a.name,
                   to_jsonb(a) - array['id', 'home_region', 'bundle_id', 'revision', 'created_at']
              from application a join bundle b on b.id = a.bundle_id
             union all
            select 'ENTITLEMENT', e.subject_kind || ' ' || e.subject_label || ' → ' || coalesce(b.name, ab.name || ' / ' || a.name),
                   jsonb_build_object('subject', e.subject)
              from entitlement e
              left join bundle b on b.id = e.bundle_id
              left join application a on a.id = e.application_id
              left join bundle ab on ab.id = a.bundle_id
             union all
            select 'ASSIGNMENT', e.subject_kind || ' ' || e.subject_label || ' → ' || b.name,
                   to_jsonb(s) - array['entitlement_id', 'home_region', 'brought_entitlement', 'revision', 'created_at']
              from assignment s join entitlement e on e.id = s.entitlement_id join bundle b on b.id = e.bundle_id
             union all
            select 'FLEET', b.name,
                   jsonb_build_object('mode', f.mode, 'least', f.least, 'most', f.most, 'zone', f.zone,
                                      'schedule', f.schedule, 'session_minutes', f.session_minutes,
                                      'disconnect_minutes', f.disconnect_minutes, 'idle_minutes', f.idle_minutes,
                                      'enabled', f.enabled)
              from fleet f join bundle b on b.id = f.bundle_id
             union all
            select 'IP_ACCESS_GROUP', g.name,
                   jsonb_build_object(
                       'rules', (select coalesce(jsonb_agg(jsonb_build_object('cidr', r.cidr, 'description', r.description)
                                                           order by r.position), '[]')
                                   from ip_access_rule r where r.group_id = g.id),
                       'places', (select coalesce(jsonb_agg(p.place order by p.place), '[]')
                                    from (select t.place_kind || ' ' || coalesce(b.name, t.place) as place
                                            from ip_access_attachment t
                                            left join bundle b on b.id::text = t.place
                                           where t.group_id = g.id) p))
              from ip_access_group g
             union all
            select 'MAINTENANCE_WINDOW', w.name,
                   to_jsonb(w) - array['id', 'home_region', 'bundles', 'planned_until', 'revision', 'created_at']
                       || jsonb_build_object('bundles', (select coalesce(jsonb_agg(b.name order by b.name), '[]')
                                                           from bundle b where b.id = any (w.bundles)))
              from maintenance_window w
             union all
            select 'SELF_SERVICE', '', to_jsonb(s) - array['home_region', 'revision']
              from self_service s where s.home_region = :self
            """;

    private final JdbcClient jdbc;
    private final RegionName self;

    public SetUp(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.self = new RegionName(region.name());
    }

    /**
     * Something that is not the same here and there.
     *
     * @param here its facts as JSON; null where it is there alone
     * @param there the same; null where it is here alone
     */
    public record Difference(
            String kind,
            String name,
            @Nullable String here,
            @Nullable String there) {}

    /** Rows that did not change are not written, and so not sent. */
    public void tell() {
        jdbc.sql("with here as (" + HERE + "), told as ("
                        + "select kind, name, jsonb_agg(facts order by facts) as facts from here group by kind, name),"
                        + """
                         gone as (
                            delete from set_up s
                             where s.home_region = :self
                               and not exists (select from told t where t.kind = s.kind and t.name = s.name))
                        insert into set_up (home_region, kind, name, facts)
                        select :self, kind, name, facts from told
                        on conflict (home_region, kind, name) do update
                           set facts = excluded.facts where set_up.facts <> excluded.facts
                        """)
                .param("self", self.value())
                .update();
    }

    /** As both regions last told it; names count without regard to case. */
    public List<Difference> differences(RegionName peer, int most) {
        return jdbc.sql("""
                        select coalesce(h.kind, t.kind) as kind, coalesce(h.name, t.name) as name,
                               h.facts::text as here, t.facts::text as there
                          from (select * from set_up where home_region = :self) h
                          full join (select * from set_up where home_region = :peer) t
                            on t.kind = h.kind and lower(t.name) = lower(h.name)
                         where h.facts is distinct from t.facts
                         order by 1, lower(coalesce(h.name, t.name))
                         limit :most
                        """)
                .param("self", self.value())
                .param("peer", peer.value())
                .param("most", most)
                .query((row, number) -> new Difference(
                        row.getString("kind"), row.getString("name"), row.getString("here"), row.getString("there")))
                .list();
    }
}
