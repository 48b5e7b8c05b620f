package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The homes that follow people through fleets, as admins see and end them: one is given up first, which takes nothing away,
 * and deleted after that. Whether the caller may do it was decided before.
 */
@Component
public class Homes {

    private final JdbcHomes rows;
    private final HostConnections connections;
    private final Journal journal;

    Homes(JdbcHomes rows, HostConnections connections, Journal journal) {
        this.rows = rows;
        this.connections = connections;
        this.journal = journal;
    }

    /**
     * One person's home on a fleet.
     *
     * @param account its person's account name
     * @param host where its volume is; null before there was one
     * @param used when a session with it last began; null where none did
     * @param busy whether a machine has it at the moment
     * @param volume what its host calls it
     * @param note what is wrong with where it is; null when nothing is
     * @param copyOn the name of the host that has the newest copy of it; null where none does
     * @param copyShows the moment that the copy shows
     * @param givenUpBy who gave it up; null while it is its person's present one
     */
    public record Kept(
            UUID id,
            String person,
            String account,
            @Nullable HostId host,
            @Nullable String hostName,
            Instant created,
            @Nullable Instant used,
            boolean busy,
            String volume,
            @Nullable String note,
            @Nullable String copyOn,
            @Nullable Instant copyShows,
            @Nullable String givenUpBy,
            @Nullable Instant givenUpAt) {

        public boolean present() {
            return givenUpBy == null;
        }
    }

    /**
     * Homes that somebody worked in and that are on one host.
     *
     * @param copied of how many another host has a copy from which they could go on
     */
    public record OnHost(int all, int copied) {

        public int alone() {
            return all - copied;
        }
    }

    public OnHost on(HostId host) {
        return rows.on(host);
    }

    /** The present ones and those that were given up and not deleted: at most so many. */
    public List<Kept> of(FleetId fleet, int limit) {
        return rows.of(fleet, limit);
    }

    public Kept get(FleetId fleet, UUID home) {
        return rows.find(fleet, home).orElseThrow(() -> new NotFoundException("home", home));
    }

    /**
     * Lets its person begin anew with an empty home, and keeps the volume where it is: for a host that does not come back,
     * or a home that is spoilt.
     *
     * @param typedAccount its person's account name, typed: this cannot be meant for another
     */
    public void giveUp(FleetId fleet, UUID id, String typedAccount, Actor actor) {
        Kept home = requireTyped(get(fleet, id), typedAccount);
        journal.together(() -> {
            if (!rows.giveUp(id, actor.name(), journal.now())) {
                throw new ChangeRefusedException("The home of " + home.account()
                        + " cannot be given up: a machine has it at the moment, or it was given up before. End the"
                        + " session, or declare the host lost if it does not come back, then look again.");
            }
            journal.record(entry(home, actor, "home.give-up", "Gave up the home of "));
        });
    }

    /**
     * Deletes the volume of a home that was given up, for good. Only while its host answers: what is said to be gone is gone
     * then.
     *
     * @param typedAccount its person's account name, typed: this cannot be meant for another
     */
    public void delete(FleetId fleet, UUID id, String typedAccount, Actor actor) {
        Kept home = requireTyped(get(fleet, id), typedAccount);
        if (home.present() || home.busy()) {
            throw new ChangeRefusedException("The home of " + home.account() + " cannot be deleted: "
                    + (home.busy() ? "a machine has it at the moment." : "it is in use. Give it up first."));
        }
        if (home.host() != null) {
            deleteVolume(home, home.host());
        }
        journal.together(() -> {
            if (!rows.deleted(home, journal.now())) {
                throw new ChangeRefusedException("The home of " + home.account()
                        + " is just being moved to another host. Look again in a minute.");
            }
            journal.record(entry(home, actor, "home.delete", "Deleted the home of "));
        });
    }

    private void deleteVolume(Kept home, HostId host) {
        try {
            connections.on(host).deleteVolume(new VolumeName(home.volume()));
        } catch (HostUnreachableException e) {
            throw new ChangeRefusedException(
                    "Cannot delete volume " + home.volume() + ": host " + home.hostName()
                            + " does not answer. Bring it back first.",
                    e);
        } catch (HypervisorException e) {
            throw new ChangeRefusedException(
                    "Volume " + home.volume() + " was not deleted on host " + home.hostName() + ": " + e.getMessage(),
                    e);
        }
    }

    private static Kept requireTyped(Kept home, String typed) {
        if (!typed.strip().equalsIgnoreCase(home.account())) {
            throw new ChangeRefusedException("account is '" + typed + "'; allowed is '" + home.account()
                    + "', the account of the person whose home it is.");
        }
        return home;
    }

    private static AuditEntry entry(Kept home, Actor actor, String action, String what) {
        String where = home.hostName() == null ? "no host" : "host " + home.hostName();
        return AuditEntry.of(
                        actor,
                        action,
                        "home",
                        home.id(),
                        dev.berth.broker.audit.Outcome.DONE,
                        what + home.person() + " (" + home.account() + ") on " + where + ".")
                .changing(Map.of("volume", home.volume()), null);
    }
}
