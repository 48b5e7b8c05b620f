package dev.berth.broker.catalog;

/** The sizes of a desktop's volumes in MiB. A root volume is at least as large as its image. */
public record Storage(long rootVolumeMib, long userVolumeMib) {

    private static final long MOST_MIB = 16L * 1024 * 1024;

    public Storage {
        Field.within("rootVolumeMib", rootVolumeMib, 256, MOST_MIB, "MiB");
        Field.within("userVolumeMib", userVolumeMib, 16, MOST_MIB, "MiB");
    }
}
