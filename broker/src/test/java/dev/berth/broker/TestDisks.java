package dev.berth.broker;

import java.nio.ByteBuffer;

/** Disks for tests that never start a guest. */
public final class TestDisks {

    private static final int QCOW2 = 0x514649fb;
    private static final int HEAD_BYTES = 104;

    private TestDisks() {}

    /** The head of a qcow2 disk that names no other file. */
    public static byte[] whole() {
        return ByteBuffer.allocate(HEAD_BYTES).putInt(0, QCOW2).putInt(4, 3).array();
    }
}
