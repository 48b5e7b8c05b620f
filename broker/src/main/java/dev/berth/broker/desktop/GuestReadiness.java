package dev.berth.broker.desktop;

import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.MachineId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Waits until somebody can be let in: the guest agent answers, and an RDP server answers behind the forward. */
@Component
class GuestReadiness {

    /** After so long the row and the machine are looked at again. */
    private static final Duration SLICE = Duration.ofSeconds(2);

    private final HostConnections hosts;
    private final RdpProbe probe;
    private final DesktopSettings settings;
    private final Clock clock;

    GuestReadiness(HostConnections hosts, RdpProbe probe, DesktopSettings settings, Clock clock) {
        this.hosts = hosts;
        this.probe = probe;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Whether the guest got ready within a slice of time.
     *
     * @param nudged whether somebody wants the desktop to be looked at now; ends the wait
     * @param pause waits for a moment, less when nudged
     */
    boolean awaited(Desktop desktop, BooleanSupplier nudged, Consumer<Duration> pause) {
        Hypervisor hypervisor = hosts.on(desktop.placedOn());
        long end = System.nanoTime() + SLICE.toNanos();
        do {
            if (isReady(desktop, hypervisor)) {
                return true;
            }
            if (nudged.getAsBoolean()) {
                return false;
            }
            pause.accept(settings.guestPollInterval());
        } while (System.nanoTime() < end);
        return false;
    }

    private boolean isReady(Desktop desktop, Hypervisor hypervisor) {
        var id = new MachineId(desktop.id().value());
        Guest guest = hypervisor.guest(id);
        if (!guest.answers() || stillGoingDown(desktop)) {
            return false;
        }
        try {
            boolean answers = probe.answers(hypervisor.openForward(id, DesktopMachine.RDP_PORT));
            if (answers && !desktop.inUse()) {
                // The way in is open only while a session is.
                hypervisor.closeForward(id, DesktopMachine.RDP_PORT);
            }
            return answers;
        } catch (GuestUnavailableException e) {
            return false;
        }
    }

    /** A guest that was told to reboot answers for a while before it goes down; that is not the new one yet. */
    private boolean stillGoingDown(Desktop desktop) {
        Instant started = desktop.times().started();
        return desktop.state() == DesktopState.REBOOTING
                && started != null
                && clock.instant().isBefore(started.plus(settings.rebootSettle()));
    }
}
