package dev.berth.hypervisor;

/** A volume that is wanted in a host's pool. */
public sealed interface VolumeSpec {

    VolumeName name();

    /** A linked clone: reads come from {@code backing} until a block is written. Capacity is the backing volume's, or more. */
    record LinkedClone(VolumeName name, VolumeName backing, long capacityMib) implements VolumeSpec {
        public LinkedClone {
            requireCapacity(name, capacityMib);
        }
    }

    /** A full, independent copy of {@code source} and of all that it stands on, grown to the capacity (the guest grows its file system). */
    record FullCopy(VolumeName name, VolumeName source, long capacityMib) implements VolumeSpec {
        public FullCopy {
            requireCapacity(name, capacityMib);
        }
    }

    /**
     * A copy of {@code source} that shares with {@code backing} what it can: where {@code source} stands on {@code backing},
     * directly or over others, only what lies above is copied. Elsewhere it is a full copy.
     */
    record LinkedCopy(VolumeName name, VolumeName source, VolumeName backing, long capacityMib) implements VolumeSpec {
        public LinkedCopy {
            requireCapacity(name, capacityMib);
        }
    }

    /** An empty volume. */
    record Blank(VolumeName name, long capacityMib) implements VolumeSpec {
        public Blank {
            requireCapacity(name, capacityMib);
        }
    }

    /** Refuses a capacity that no volume can have. */
    static void requireCapacity(VolumeName name, long capacityMib) {
        if (capacityMib < 1 || capacityMib > 16L * 1024 * 1024) {
            throw new IllegalArgumentException(
                    "Capacity of volume '" + name + "' is " + capacityMib + " MiB; allowed are 1 MiB to 16 TiB.");
        }
    }
}
