package dev.berth.broker.host;

import dev.berth.broker.catalog.Compute;

/**
 * What the desktops of a host hold; memory in MiB.
 *
 * @param vcpus of all desktops that run or were let in to run
 * @param memoryMib of the same
 * @param unseenMemoryMib the part of it that the host's last report cannot have counted, because the machine was not
 *     running by then
 */
public record HostLoad(int vcpus, long memoryMib, long unseenMemoryMib) {

    public static final HostLoad NONE = new HostLoad(0, 0, 0);

    /** What a machine adds that was let in this moment. */
    public static HostLoad promised(Compute compute) {
        return new HostLoad(compute.vcpus(), compute.memoryMib(), compute.memoryMib());
    }

    public HostLoad plus(HostLoad more) {
        return new HostLoad(vcpus + more.vcpus, memoryMib + more.memoryMib, unseenMemoryMib + more.unseenMemoryMib);
    }
}
