package dev.berth.hypervisor;

import java.util.Optional;

/**
 * What a host has of a volume.
 *
 * @param capacityBytes the size that a guest sees
 * @param allocatedBytes what it takes of the host's disk, without what it stands on
 * @param backing the volume that it stands on, for linked clones and increments
 */
public record VolumeFacts(long capacityBytes, long allocatedBytes, Optional<VolumeName> backing) {}
