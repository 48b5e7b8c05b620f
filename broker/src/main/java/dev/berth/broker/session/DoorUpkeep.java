package dev.berth.broker.session;

import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Shuts ways into guests that were left open: a ticket nobody used, a node that died half-way. */
@Component
class DoorUpkeep {

    private final Doors doors;
    private final JdbcTickets tickets;
    private final Clock clock;

    DoorUpkeep(Doors doors, JdbcTickets tickets, Clock clock) {
        this.doors = doors;
        this.tickets = tickets;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "5s")
    void run() {
        doors.shutUnneeded();
        tickets.forgetOld(clock.instant());
    }
}
