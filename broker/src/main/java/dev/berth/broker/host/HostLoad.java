package dev.berth.broker.host;

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
}
