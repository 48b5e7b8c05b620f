package dev.berth.broker.session;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.session.JdbcTickets.Door;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.PortForward;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The way into a guest: a forwarded port that is there only while somebody is connected or about to be, and a password
 * that is good only until they are in. Nothing here trusts that a step before it was finished: what was cut off is done
 * by the next {@link #shutUnneeded()}.
 */
@Component
class Doors {

    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

    private final Desktops desktops;
    private final JdbcTickets tickets;
    private final JdbcTrials trials;
    private final GuestPasswords passwords;
    private final JdbcClient jdbc;
    private final Clock clock;

    Doors(Desktops desktops, JdbcTickets tickets, GuestPasswords passwords, JdbcClient jdbc, Clock clock) {
        this.desktops = desktops;
        this.tickets = tickets;
        this.trials = new JdbcTrials(jdbc);
        this.passwords = passwords;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The password of this seed, as {@link #setPassword} sets it. */
    String password(Door door, byte[] seed) {
        return passwords.derive(seed, door.desktop(), door.account());
    }

    byte[] newSeed() {
        return passwords.newSeed();
    }

    /** Gives the account the password of this seed. Throws what the driver port throws. */
    void setPassword(Door door, byte[] seed) {
        desktops.machine(door.desktop()).setPassword(door.account().accountName(), password(door, seed));
    }

    /** Opens the way to the guest's RDP port, or finds it open. Throws what the driver port throws. */
    PortForward open(DesktopId desktop) {
        return desktops.machine(desktop).openForward();
    }

    /** Takes away every password and every way in that nobody needs; what fails is tried again at the next call. */
    void shutUnneeded() {
        for (Door door : tickets.unneeded(clock.instant())) {
            scramble(door);
        }
        trials.over(clock.instant()).forEach(this::endTrial);
        // A machine that went down took its open ways with it.
        jdbc.sql("""
                        update session s set door_open = false
                          from desktop d
                         where d.id = s.desktop_id and s.door_open and d.state in ('STOPPED', 'TERMINATED')
                        """).update();
        for (DesktopId desktop : jdbc.sql("""
                        select distinct s.desktop_id
                          from session s join desktop d on d.id = s.desktop_id
                         where s.door_open and d.state in ('AVAILABLE', 'UNHEALTHY')
                           and not exists (select from session c
                                            where c.desktop_id = s.desktop_id and c.state = 'CONNECTED')
                        """)
                .query((row, number) -> new DesktopId(row.getObject("desktop_id", UUID.class)))
                .list()) {
            shut(desktop);
        }
    }

    /** Writes down that there is a way in until then, before there is one. */
    void beginTrial(DesktopId desktop, Instant until) {
        trials.begin(desktop, until);
    }

    /** Nobody looks any more. What cannot be shut now is shut by the next {@link #shutUnneeded()}. */
    void endTrial(DesktopId desktop) {
        boolean scrambled = scramble(new Door(desktop, GuestAccount.DESKTOP));
        // Also where its guest takes no password: that it has one still is no reason to leave the way in open.
        if (shut(desktop) && scrambled) {
            trials.end(desktop);
        }
    }

    /**
     * Scrambles the account's password unless a ticket still needs it.
     *
     * @return whether it has none that anybody knows, or a ticket's
     */
    boolean scramble(Door door) {
        Instant now = clock.instant();
        if (tickets.pending(door, now).isPresent()) {
            return true;
        }
        return quietly("scramble the password of " + door.account().accountName(), door.desktop(), () -> {
            desktops.machine(door.desktop()).setPassword(door.account().accountName(), passwords.scrambled());
            tickets.scrambled(door, now);
            // A ticket minted meanwhile has set its password before this one came: give it back.
            Optional<byte[]> needed = tickets.pending(door, clock.instant());
            needed.ifPresent(seed -> setPassword(door, seed));
        });
    }

    /**
     * Closes the way in unless somebody is connected or has a ticket.
     *
     * @return whether it is closed, or a session's
     */
    boolean shut(DesktopId desktop) {
        if (needed(desktop)) {
            return true;
        }
        return quietly("close the way in", desktop, () -> {
            desktops.machine(desktop).closeForward();
            jdbc.sql("update session set door_open = false where desktop_id = :desktop and door_open")
                    .param("desktop", desktop.value())
                    .update();
            if (needed(desktop)) {
                desktops.machine(desktop).openForward();
            }
        });
    }

    private boolean needed(DesktopId desktop) {
        return jdbc.sql("""
                        select exists (select from session where desktop_id = :desktop and state = 'CONNECTED')
                            or exists (select from connection_ticket t join session s on s.id = t.session_id
                                        where s.desktop_id = :desktop and t.password_until > :now
                                          and t.withdrawn is null and s.state <> 'ENDED')
                        """)
                .param("desktop", desktop.value())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    /** A machine that is off or out of reach has no open way and takes no password; both are looked at again later. */
    private static boolean quietly(String what, DesktopId desktop, Runnable step) {
        try {
            step.run();
            return true;
        } catch (GuardRefusedException | NotFoundException e) {
            LOG.debug("Nothing to do to {} of desktop {}: {}", what, desktop, e.getMessage(), e);
        } catch (HypervisorException e) {
            LOG.warn("Cannot {} of desktop {}; the next look tries again: {}", what, desktop, e.getMessage(), e);
        }
        return false;
    }
}
