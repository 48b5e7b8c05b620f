package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.VolumeName;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A volume of a simulated host.
 *
 * @param backing what it reads through to, for a linked clone or an increment
 * @param born counts up over all volumes of the host: the same volume keeps its number, one made anew has another
 * @param whole false while an upload or a copy was cut off halfway
 * @param files all that a guest finds on it, by path, what it reads through to included
 */
public record SimulatedVolume(
        VolumeName name,
        long capacityMib,
        Optional<VolumeName> backing,
        long born,
        boolean whole,
        Map<String, String> files) {

    private static final long EMPTY_BYTES = 196_608;

    public SimulatedVolume {
        files = Map.copyOf(files);
    }

    SimulatedVolume withFiles(Map<String, String> now) {
        return new SimulatedVolume(name, capacityMib, backing, born, whole, now);
    }

    SimulatedVolume withCapacity(long mib) {
        return new SimulatedVolume(name, mib, backing, born, whole, files);
    }

    SimulatedVolume finished() {
        return new SimulatedVolume(name, capacityMib, backing, born, true, files);
    }

    /** What it takes of the host's disk: an empty volume's, and the files that differ from those that it stands on. */
    long allocatedBytes(Map<String, String> below) {
        return EMPTY_BYTES
                + files.entrySet().stream()
                        .filter(file -> !file.getValue().equals(below.get(file.getKey())))
                        .mapToLong(file -> file.getValue().getBytes(StandardCharsets.UTF_8).length)
                        .sum();
    }
}
