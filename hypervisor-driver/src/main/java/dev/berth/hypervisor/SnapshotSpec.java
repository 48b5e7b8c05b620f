package dev.berth.hypervisor;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Copies of a machine's volumes, all of one moment.
 *
 * @param name the snapshot's, unique for its machine; a later increment names it as its {@code since}
 * @param copies one for each volume that is kept
 * @param since the earlier snapshot that increments start from; empty for whole copies
 */
public record SnapshotSpec(String name, List<Copy> copies, Optional<String> since) {

    /** With this a name begins that is of a series of its own. */
    public static final String POINT = "point-";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    public SnapshotSpec {
        copies = List.copyOf(copies);
        requireName(name);
        since.ifPresent(SnapshotSpec::requireName);
        if (since.filter(name::equals).isPresent()) {
            throw new IllegalArgumentException(
                    "since is '" + name + "', the snapshot itself; allowed is the name of an earlier one.");
        }
        if (copies.isEmpty()) {
            throw new IllegalArgumentException("copies of snapshot '" + name + "' is empty; allowed is one or more.");
        }
        var volumes = new HashSet<VolumeName>();
        for (var copy : copies) {
            if (!volumes.add(copy.source()) || !volumes.add(copy.target())) {
                throw new IllegalArgumentException("copies of snapshot '" + name + "' has a volume twice: '"
                        + copy.source() + "' to '" + copy.target() + "'; allowed is each volume once.");
            }
        }
    }

    /**
     * Whether an earlier snapshot of this name is one of the same series, which this one makes the host forget unless it is
     * its {@code since}. Names that begin with {@link #POINT} are a series of their own: snapshots of a whole machine and
     * points of one volume alone do not take each other's memory away.
     */
    public boolean follows(String earlier) {
        return series(name).equals(series(earlier));
    }

    private static String series(String name) {
        return name.startsWith(POINT) ? POINT : "";
    }

    /** Refuses what can not be a snapshot's name. */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Snapshot name '" + name
                    + "' is not allowed: 1 to 100 of a-z, 0-9, '.', '_', '-', starting with a letter or digit.");
        }
    }

    /**
     * One volume's copy.
     *
     * @param source the machine's volume
     * @param target the copy, a volume of its own
     * @param base the earlier snapshot's copy of the same volume, which an incremental target stands on
     */
    public record Copy(VolumeName source, VolumeName target, Optional<VolumeName> base) {}
}
