package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.directory.PersonId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The instances of fleets, one by one. An instance is nobody's until it is taken, serves whoever took it for one session,
 * and is destroyed. The database keeps it from becoming anybody else's, whatever a program does.
 */
@Component
public class Instances {

    /** Whoever is at a row at this moment is done in the next. */
    private static final int TRIES = 5;

    /** Instances are started and stopped by their fleet and by whoever takes them, never by a timer of their own. */
    private static final RunningPolicy RUNNING = new RunningPolicy(RunningMode.MANUAL, 60);

    private final JdbcClient jdbc;
    private final DesktopChange change;
    private final Hostnames hostnames;
    private final JdbcHomes homes;
    private final Clock clock;

    Instances(JdbcClient jdbc, DesktopChange change, Hostnames hostnames, JdbcHomes homes, Clock clock) {
        this.jdbc = jdbc;
        this.change = change;
        this.hostnames = hostnames;
        this.homes = homes;
        this.clock = clock;
    }

    /** A new one that waits for somebody. */
    public void make(FleetId fleet, Bundle bundle) {
        made(fleet, bundle, Desktop.NOBODY, disks -> disks);
    }

    /** A new one for this person, who finds nothing free; empty when the person has one by now. */
    public Optional<Desktop> makeFor(PersonId person, FleetId fleet, Bundle bundle) {
        return made(fleet, bundle, person, disks -> disks).map(change::require);
    }

    /**
     * The same with the home that follows the person through the fleet; it comes up once no other has that home. In the
     * caller's transaction, until whose end that home is the person's.
     */
    public Optional<Desktop> makeAtHome(PersonId person, FleetId fleet, Bundle bundle) {
        Home home = homes.of(person, fleet, clock.instant());
        return made(fleet, bundle, person, disks -> disks.with(home)).map(change::require);
    }

    /** The person's present one: it has not served a session that is over. */
    public Optional<Desktop> of(PersonId person, FleetId fleet) {
        return jdbc.sql("""
                        select id from desktop
                         where person_id = :person and fleet_id = :fleet and spent_at is null
                           and state not in ('TERMINATING', 'TERMINATED')
                        """)
                .param("person", person.objectGuid())
                .param("fleet", fleet.value())
                .query((row, number) -> new DesktopId(row.getObject("id", UUID.class)))
                .optional()
                .map(change::require);
    }

    /** Whether it has been used: a session on it is over, and none lives. */
    public boolean isUsed(DesktopId id) {
        return jdbc.sql("""
                        select exists (select from session where desktop_id = :id)
                           and not exists (select from session where desktop_id = :id and state <> 'ENDED')
                        """).param("id", id.value()).query(Boolean.class).single();
    }

    /**
     * Gives the person the free instance that is the soonest ready, and wants it to run; empty when none is free. Two
     * people never get the same one. One on a host that does not answer waits: nobody could work on it.
     */
    public Optional<Desktop> take(PersonId person, FleetId fleet) {
        for (int i = 0; i < TRIES; i++) {
            Optional<DesktopId> taken = tryTake(person, fleet);
            if (taken.isPresent()) {
                return taken.map(id -> change.apply(id, instance -> instance.opened(clock.instant())));
            }
            if (!hasFree(fleet)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<DesktopId> tryTake(PersonId person, FleetId fleet) {
        return jdbc.sql("""
                        update desktop
                           set person_id = :person, taken_at = :now, last_used_at = :now, revision = revision + 1
                         where id = (select id from desktop
                                      where fleet_id = :fleet and person_id is null and spent_at is null
                                        and wanted <> 'TERMINATED'
                                        and state in ('AVAILABLE', 'STOPPED', 'STOPPING', 'STARTING', 'PENDING')
                                        and (host_id is null
                                             or host_id in (select h.id from hypervisor_host h
                                                             where h.reachable and h.state <> 'LOST'))
                                      order by array_position(array['AVAILABLE', 'STOPPED', 'STOPPING', 'STARTING',
                                                                    'PENDING'], state), created_at
                                      limit 1
                                        for no key update)
                           and person_id is null and spent_at is null and wanted <> 'TERMINATED'
                        returning id
                        """)
                .param("person", person.objectGuid())
                .param("fleet", fleet.value())
                .param("now", JdbcDesktops.utc(clock.instant()))
                .query((row, number) -> new DesktopId(row.getObject("id", UUID.class)))
                .optional();
    }

    private boolean hasFree(FleetId fleet) {
        return jdbc.sql("""
                        select exists (select from desktop
                                        where fleet_id = :fleet and person_id is null and spent_at is null
                                          and wanted <> 'TERMINATED'
                                          and state in ('AVAILABLE', 'STOPPED', 'STOPPING', 'STARTING', 'PENDING')
                                          and (host_id is null
                                               or host_id in (select h.id from hypervisor_host h
                                                               where h.reachable and h.state <> 'LOST')))
                        """).param("fleet", fleet.value()).query(Boolean.class).single();
    }

    /** It has served, or is not to: it is nobody's from now on, and goes. */
    public void spend(DesktopId id) {
        jdbc.sql("update desktop set spent_at = coalesce(spent_at, :now) where id = :id and fleet_id is not null")
                .param("now", JdbcDesktops.utc(clock.instant()))
                .param("id", id.value())
                .update();
        change.apply(id, instance -> instance.isInstance() ? instance.terminateAsked(clock.instant()) : instance);
    }

    /** It goes, unless somebody has taken it meanwhile. */
    public void retire(DesktopId id) {
        change.apply(id, instance -> instance.retired(clock.instant()));
    }

    /** Its memory is saved while it waits, unless somebody has taken it meanwhile. */
    public void save(DesktopId id) {
        change.apply(id, instance -> instance.saved(clock.instant()));
    }

    /** It runs while it waits. */
    public void wake(DesktopId id) {
        change.apply(id, instance -> instance.woken(clock.instant()));
    }

    /** Empty when its hostname is taken each time, or its person has one. */
    private Optional<DesktopId> made(FleetId fleet, Bundle bundle, PersonId person, UnaryOperator<Disks> disks) {
        Instant now = clock.instant();
        for (int i = 0; i < TRIES; i++) {
            var id = new DesktopId(UUID.randomUUID());
            String hostname = hostnames.next(person, bundle, id);
            Desktop first = Desktops.firstOf(id, person, bundle, fleet, hostname, RUNNING, now);
            if (change.add(first.with(disks.apply(first.blueprint().disks())))) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }
}
