package dev.berth.broker.session;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.session.JdbcTickets.Door;
import dev.berth.hypervisor.PortForward;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** The way into a desktop that nobody works on, for as long as somebody looks whether a picture comes. */
@Component
public class TrialDoor {

    private final Desktops desktops;
    private final Doors doors;
    private final RdpCertificates certificates;
    private final Clock clock;

    TrialDoor(Desktops desktops, Doors doors, RdpCertificates certificates, Clock clock) {
        this.desktops = desktops;
        this.doors = doors;
        this.certificates = certificates;
        this.clock = clock;
    }

    /**
     * Lets the trial in with a password of its own, and leaves the desktop as a session does: with one that nobody knows,
     * and no way in: where this node is killed meanwhile, another one does so after the limit. Throws what the driver port
     * throws.
     */
    public <T> T letIn(DesktopId desktop, Duration limit, Function<RemoteDesktop, T> trial) {
        var door = new Door(desktop, GuestAccount.DESKTOP);
        byte[] seed = doors.newSeed();
        doors.beginTrial(desktop, clock.instant().plus(limit));
        try {
            doors.setPassword(door, seed);
            certificates.learn(desktop);
            PortForward way = desktops.machine(desktop).openForward();
            return trial.apply(new RemoteDesktop(
                    way.host(),
                    way.port(),
                    door.account().accountName(),
                    doors.password(door, seed),
                    Optional.empty(),
                    Optional.empty(),
                    certificates.of(desktop)));
        } finally {
            doors.endTrial(desktop);
        }
    }
}
