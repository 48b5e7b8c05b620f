package dev.berth.broker.desktop;

import dev.berth.broker.desktop.HomePlanner.Place;
import dev.berth.broker.host.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The volumes of homes, and which of them is the one that its person works with; changed by whoever has the home's claim. */
@Component
class JdbcHomeVolumes {

    /** Of a home that stays as it was seen for as long as a transaction lasts that holds all hosts. */
    private static final String UNTOUCHED = """
            h.id = :home and h.claim = :claim and h.claimed_until > now() and h.writings = :writings
               and coalesce(h.volume_id, h.id) = :volume and h.host_id = :host and h.deleted_at is null
               and (h.given_up_at is null) = :present
               and not exists (select from desktop d where d.home_id = h.id and d.holds_room)
            """;

    private final JdbcClient jdbc;
    private final NodeClaim claim;

    JdbcHomeVolumes(JdbcClient jdbc, NodeClaim claim) {
        this.jdbc = jdbc;
        this.claim = claim;
    }

    List<HomeVolume> of(UUID home) {
        return jdbc.sql("select id, home_id, host_id, state, writings, shown_at from home_volume where home_id = :home")
                .param("home", home)
                .query(JdbcHomeVolumes::volume)
                .list();
    }

    /** Whether it is still this node's, and no machine got it since. */
    boolean isUntouched(Place home) {
        return jdbc.sql("select exists (select from person_home h where " + UNTOUCHED + ")")
                .params(untouched(home))
                .query(Boolean.class)
                .single();
    }

    private Map<String, @Nullable Object> untouched(Place home) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("home", home.id());
        columns.put("claim", claim.value());
        columns.put("writings", home.writings());
        columns.put("volume", home.volume());
        columns.put("host", home.host() == null ? null : home.host().value());
        columns.put("present", home.present());
        return columns;
    }

    boolean add(Place home, HomeVolume volume) {
        return jdbc.sql("""
                        insert into home_volume (id, home_id, host_id, state, writings, shown_at)
                        select :id, h.id, :to, 'COPYING', h.writings, :shown from person_home h where
                        """ + UNTOUCHED)
                        .params(untouched(home))
                        .param("id", volume.id())
                        .param("to", volume.host().value())
                        .param("shown", JdbcDesktops.utc(volume.shown()))
                        .update()
                == 1;
    }

    /** Nobody wrote to the home from before it was begun: it shows one moment. False when somebody may have. */
    boolean whole(Place home, HomeVolume volume, long bytes) {
        return jdbc.sql("update home_volume v set state = 'WHOLE', bytes = :bytes"
                                + " where v.id = :id and v.state = 'COPYING' and exists (select from person_home h where "
                                + UNTOUCHED + ")")
                        .params(untouched(home))
                        .param("id", volume.id())
                        .param("bytes", bytes)
                        .update()
                == 1;
    }

    void drop(List<HomeVolume> volumes) {
        for (HomeVolume volume : volumes) {
            jdbc.sql("""
                            update home_volume set state = 'DELETING'
                             where id = :id and exists (select from person_home h
                                                         where h.id = home_id and h.claim = :claim and h.claimed_until > now())
                            """).param("id", volume.id()).param("claim", claim.value()).update();
        }
    }

    void gone(HomeVolume volume) {
        jdbc.sql("delete from home_volume where id = :id and state = 'DELETING'")
                .param("id", volume.id())
                .update();
    }

    /** The same volume, seen from another host. In a transaction that holds all hosts, as the ones below. */
    boolean rehost(Place home, HostId to) {
        return jdbc.sql("update person_home h set host_id = :to, retry_at = null where " + UNTOUCHED)
                        .params(untouched(home))
                        .param("to", to.value())
                        .update()
                == 1;
    }

    /** It has no volume any more: what is there of it goes. */
    boolean forget(Place home, Instant now) {
        boolean forgotten =
                jdbc.sql("update person_home h set host_id = null, volume_id = gen_random_uuid() where " + UNTOUCHED)
                                .params(untouched(home))
                                .update()
                        == 1;
        if (forgotten) {
            leave(home, now);
        }
        return forgotten;
    }

    /**
     * That copy is the home's volume from now on. What is newer than it elsewhere is a copy of before.
     *
     * @param lost whether what its person had is kept on its host, as a home that was given up by {@code by}
     */
    boolean become(Place home, HomeVolume copy, boolean lost, String by, Instant now) {
        boolean changed = jdbc.sql("""
                                update person_home h
                                   set volume_id = :copy, host_id = :to, retry_at = null,
                                       writings = h.writings + case when :lost then 1 else 0 end
                                 where
                                """ + UNTOUCHED
                                + " and exists (select from home_volume v where v.id = :copy and v.state = 'WHOLE')")
                        .params(untouched(home))
                        .param("copy", copy.id())
                        .param("to", copy.host().value())
                        .param("lost", lost)
                        .update()
                == 1;
        if (!changed) {
            return false;
        }
        jdbc.sql("delete from home_volume where id = :copy")
                .param("copy", copy.id())
                .update();
        if (lost) {
            jdbc.sql("""
                            insert into person_home (id, home_region, person_id, fleet_id, volume_id, host_id, created_at,
                                                     given_up_at, given_up_by)
                            select gen_random_uuid(), home_region, person_id, fleet_id, :volume, :host, created_at, :now, :by
                              from person_home h where h.id = :home
                            """)
                    .params(untouched(home))
                    .param("now", JdbcDesktops.utc(now))
                    .param("by", by)
                    .update();
        } else {
            leave(home, now);
        }
        return true;
    }

    private void leave(Place home, Instant now) {
        jdbc.sql("""
                        insert into home_volume (id, home_id, host_id, state, writings, shown_at)
                        values (:volume, :home, :host, 'DELETING', :writings, :now)
                        """)
                .params(untouched(home))
                .param("now", JdbcDesktops.utc(now))
                .update();
    }

    private static HomeVolume volume(ResultSet row, int number) throws SQLException {
        return new HomeVolume(
                row.getObject("id", UUID.class),
                row.getObject("home_id", UUID.class),
                new HostId(row.getObject("host_id", UUID.class)),
                HomeVolume.State.valueOf(row.getString("state")),
                row.getLong("writings"),
                row.getObject("shown_at", OffsetDateTime.class).toInstant());
    }
}
