package dev.berth.broker.desktop;

import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import org.springframework.stereotype.Component;

/** Looks at a desktop's machine: as little as its state needs, since each question costs a round trip to the host. */
@Component
class Lookout {

    private final HostConnections hosts;
    private final Making making;
    private final DesktopSettings settings;

    Lookout(HostConnections hosts, Making making, DesktopSettings settings) {
        this.hosts = hosts;
        this.making = making;
        this.settings = settings;
    }

    Sighting look(Desktop desktop) {
        HostId host = desktop.hostOrNull();
        if (host == null) {
            return new Sighting.NotPlaced();
        }
        Hypervisor hypervisor = hosts.on(host);
        var id = new MachineId(desktop.id().value());
        return switch (hypervisor.observe(id)) {
            case Observation.Unreachable(String reason) -> silent(reason);
            case Observation.Absent _ -> gone(desktop, hypervisor);
            case Observation.Present(Observation.PowerState seen) -> {
                Power power = Power.of(seen);
                boolean asked = power == Power.RUNNING && expectedToAnswer(desktop);
                yield new Sighting.There(power, asked && hypervisor.guest(id).answers());
            }
        };
    }

    private Sighting gone(Desktop desktop, Hypervisor hypervisor) {
        if (desktop.state() != DesktopState.PENDING && desktop.state() != DesktopState.STARTING) {
            return new Sighting.Gone(false, false);
        }
        try {
            boolean root = hypervisor.hasVolume(VolumeNames.root(desktop));
            return new Sighting.Gone(root, !root && hasTemplate(desktop, hypervisor));
        } catch (HostUnreachableException e) {
            return silent(String.valueOf(e.getMessage()));
        }
    }

    private boolean hasTemplate(Desktop desktop, Hypervisor hypervisor) {
        return settings.templates()
                && desktop.times().firstReady() == null
                && desktop.condition().mark() != Mark.TEMPLATE_REFUSED
                && making.recipe(desktop)
                        .template()
                        .map(hypervisor::hasTemplate)
                        .orElse(false);
    }

    private static boolean expectedToAnswer(Desktop desktop) {
        return desktop.state() == DesktopState.AVAILABLE || desktop.state() == DesktopState.UNHEALTHY;
    }

    private static Sighting silent(String reason) {
        return new Sighting.Silent("Its host does not answer, so nothing is changed: " + reason);
    }
}
