package dev.berth.broker.catalog;

/** The size of a machine; memory in MiB. */
public record Compute(int vcpus, int memoryMib) {

    public Compute {
        Field.within("vcpus", vcpus, 1, 128, "");
        Field.within("memoryMib", memoryMib, 128, 4_194_304, "MiB");
    }

    @Override
    public String toString() {
        return vcpus + " vCPU and " + memoryMib + " MiB";
    }
}
