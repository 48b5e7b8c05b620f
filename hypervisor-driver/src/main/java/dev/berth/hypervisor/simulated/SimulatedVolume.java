package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.VolumeName;
import java.util.Optional;

/**
 * A volume of a simulated host.
 *
 * @param backing what it reads through to, for a linked clone
 * @param born counts up over all volumes of the host: the same volume keeps its number, one made anew has another
 * @param whole false while an upload was cut off halfway
 */
public record SimulatedVolume(
        VolumeName name, long capacityMib, Optional<VolumeName> backing, long born, boolean whole) {}
