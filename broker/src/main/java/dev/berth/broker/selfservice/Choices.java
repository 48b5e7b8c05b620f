package dev.berth.broker.selfservice;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a person may choose for one of their desktops, worked out from the bundle, the settings and what they are entitled
 * to. A choice beyond it is refused with the field, the value and what is allowed.
 */
public record Choices(List<Compute> sizes, Set<RunningMode> modes, int mostAutoStopMinutes, long mostUserVolumeMib) {

    public Choices {
        sizes = List.copyOf(sizes);
        modes = Set.copyOf(modes);
    }

    void require(Compute compute) {
        if (!sizes.contains(compute)) {
            throw new IllegalArgumentException("compute is " + compute + "; allowed for this desktop "
                    + (sizes.isEmpty() ? "is none." : "are " + sizes + "."));
        }
    }

    void require(RunningPolicy running) {
        if (!modes.contains(running.mode())) {
            throw new IllegalArgumentException("mode is " + running.mode() + "; allowed for this desktop "
                    + (modes.isEmpty()
                            ? "is none."
                            : "are " + modes.stream().map(Enum::name).sorted().collect(Collectors.joining(", "))
                                    + "."));
        }
        if (running.mode() == RunningMode.AUTO_STOP && running.autoStopMinutes() > mostAutoStopMinutes) {
            throw new IllegalArgumentException("autoStopMinutes is " + running.autoStopMinutes()
                    + "; allowed for this desktop are at most " + mostAutoStopMinutes + " minutes.");
        }
    }

    void requireVolume(long mib) {
        if (mib > mostUserVolumeMib) {
            throw new IllegalArgumentException("userVolumeMib is " + mib + " MiB; allowed are at most "
                    + mostUserVolumeMib + " MiB. Ask your helpdesk for more.");
        }
    }
}
