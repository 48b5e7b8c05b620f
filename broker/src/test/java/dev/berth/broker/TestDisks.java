package dev.berth.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Disks for tests that never start a guest. */
public final class TestDisks {

    private static final int QCOW2 = 0x514649fb;
    private static final int HEAD_BYTES = 104;

    private TestDisks() {}

    /** The files of an image version, in a folder that is made when it is not there. */
    public static void layImage(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : List.of("root.qcow2", "user.qcow2", "kernel", "initrd")) {
            Files.write(folder.resolve(file), whole());
        }
    }

    /** The head of a qcow2 disk that names no other file. */
    public static byte[] whole() {
        return ByteBuffer.allocate(HEAD_BYTES).putInt(0, QCOW2).putInt(4, 3).array();
    }
}
