package dev.berth.broker.desktop;

import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whose home is which, as rows. A home is never another's; one that was given up is not forgotten before its volume is deleted. */
@Component
class JdbcHomes {

    private static final String SELECT = """
            select h.id, p.display_name, p.account_name, h.host_id, own.name as host, h.created_at, use.used_at, use.busy,
                   coalesce(h.volume_id, h.id) as volume, h.note, copy.host as copy_on, copy.shown_at, h.given_up_by,
                   h.given_up_at
              from person_home h
              join person p on p.id = h.person_id
              left join hypervisor_host own on own.id = h.host_id
             cross join lateral (
                   select max(d.last_used_at) as used_at, coalesce(bool_or(d.holds_room), false) as busy
                     from desktop d where d.home_id = h.id) use
              left join lateral (
                   select other.name as host, v.shown_at
                     from home_volume v join hypervisor_host other on other.id = v.host_id
                    where v.home_id = h.id and v.state = 'WHOLE'
                    order by v.writings desc, v.shown_at desc limit 1) copy on true
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcHomes(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /**
     * The person's in that fleet; written down when they first come. It is not given up before the caller's transaction is
     * over: whoever does that finds the instance which the caller makes for it.
     */
    Home of(PersonId person, FleetId fleet, Instant at) {
        Optional<Home> present = present(person, fleet);
        while (present.isEmpty()) {
            writeDown(person, fleet, at);
            present = present(person, fleet);
        }
        return present.get();
    }

    private void writeDown(PersonId person, FleetId fleet, Instant at) {
        jdbc.sql("""
                        insert into person_home (id, home_region, person_id, fleet_id, created_at)
                        values (:id, :region, :person, :fleet, :at)
                            on conflict (person_id, fleet_id) where given_up_at is null do nothing
                        """)
                .param("id", UUID.randomUUID())
                .param("region", region.name())
                .param("person", person.objectGuid())
                .param("fleet", fleet.value())
                .param("at", JdbcDesktops.utc(at))
                .update();
    }

    private Optional<Home> present(PersonId person, FleetId fleet) {
        return jdbc.sql("""
                        select id, coalesce(volume_id, id) as volume from person_home
                         where person_id = :person and fleet_id = :fleet and given_up_at is null
                           for share
                        """)
                .param("person", person.objectGuid())
                .param("fleet", fleet.value())
                .query((row, number) -> Home.of(row.getObject("id", UUID.class), row.getObject("volume", UUID.class)))
                .optional();
    }

    /** Those of a fleet that have a volume or will have one: the present ones first, by their people's names. */
    List<Homes.Kept> of(FleetId fleet, int limit) {
        return jdbc.sql(SELECT + """
                         where h.fleet_id = :fleet and h.deleted_at is null
                         order by h.given_up_at is not null, p.display_name, h.created_at desc
                         limit :limit
                        """)
                .param("fleet", fleet.value())
                .param("limit", limit)
                .query(JdbcHomes::kept)
                .list();
    }

    Homes.OnHost on(HostId host) {
        return jdbc.sql("""
                        select count(*) as number,
                               count(*) filter (where exists (select from home_volume v
                                                                join hypervisor_host o on o.id = v.host_id
                                                               where v.home_id = h.id and v.state = 'WHOLE'
                                                                 and o.id <> h.host_id and o.state = 'ACTIVE')) as copied
                          from person_home h
                         where h.host_id = :host and h.given_up_at is null
                           and exists (select from desktop d
                                        where d.home_id = h.id and d.first_ready_at is not null)
                        """)
                .param("host", host.value())
                .query((row, number) -> new Homes.OnHost(row.getInt("number"), row.getInt("copied")))
                .single();
    }

    Optional<Homes.Kept> find(FleetId fleet, UUID home) {
        return jdbc.sql(SELECT + " where h.fleet_id = :fleet and h.id = :home and h.deleted_at is null")
                .param("fleet", fleet.value())
                .param("home", home)
                .query(JdbcHomes::kept)
                .optional();
    }

    /**
     * Ends a home's being its person's present one; whoever of them waits for it gets the empty one that takes its place.
     * False where a machine has it, or may have it in a moment, or it was given up before. In the caller's transaction, which
     * is then to be undone.
     */
    boolean giveUp(UUID home, String by, Instant at) {
        boolean given = jdbc.sql("""
                                update person_home set given_up_at = :at, given_up_by = :by
                                 where id = :home and given_up_at is null
                                """)
                        .param("home", home)
                        .param("at", JdbcDesktops.utc(at))
                        .param("by", by)
                        .update()
                == 1;
        // From here on no instance is made for it. One that somebody is just changing may get its machine this moment.
        List<Boolean> holding =
                jdbc.sql("""
                        select holds_room
                               or (first_ready_at is not null and state not in ('TERMINATING', 'TERMINATED'))
                          from desktop where home_id = :home
                           for update skip locked
                        """).param("home", home).query(Boolean.class).list();
        int all = jdbc.sql("select count(*) from desktop where home_id = :home")
                .param("home", home)
                .query(Integer.class)
                .single();
        if (!given || holding.contains(true) || holding.size() < all) {
            return false;
        }
        jdbc.sql("""
                        with waiting as (
                             select id from desktop
                              where home_id = :home and first_ready_at is null
                                and state not in ('TERMINATING', 'TERMINATED')),
                        empty as (
                             insert into person_home (id, home_region, person_id, fleet_id, created_at)
                             select gen_random_uuid(), home_region, person_id, fleet_id, :at
                               from person_home where id = :home and exists (select from waiting)
                             returning id)
                        update desktop d set home_id = empty.id, revision = d.revision + 1
                          from empty, waiting
                         where d.id = waiting.id
                        """).param("home", home).param("at", JdbcDesktops.utc(at)).update();
        return true;
    }

    /** Its volume is gone. False where it has another by now. */
    boolean deleted(Homes.Kept home, Instant at) {
        return jdbc.sql("""
                        update person_home set deleted_at = :at
                         where id = :home and given_up_at is not null and 'home-' || coalesce(volume_id, id) = :volume
                        """)
                        .param("home", home.id())
                        .param("volume", home.volume())
                        .param("at", JdbcDesktops.utc(at))
                        .update()
                == 1;
    }

    private static Homes.Kept kept(ResultSet row, int number) throws SQLException {
        UUID host = row.getObject("host_id", UUID.class);
        return new Homes.Kept(
                row.getObject("id", UUID.class),
                row.getString("display_name"),
                row.getString("account_name"),
                host == null ? null : new HostId(host),
                row.getString("host"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "used_at"),
                row.getBoolean("busy"),
                HomeVolume.name(row.getObject("volume", UUID.class)).value(),
                row.getString("note"),
                row.getString("copy_on"),
                instant(row, "shown_at"),
                row.getString("given_up_by"),
                instant(row, "given_up_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
