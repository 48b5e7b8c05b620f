package dev.berth.broker.catalog;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskHeaderTest {

    private static final int QCOW2 = 0x514649fb;

    @TempDir
    private Path folder;

    @Test
    void aDiskThatIsWholeIsTaken() throws IOException {
        DiskHeader.read(disk(QCOW2, 3, 0, 0)).requireWhole();
        DiskHeader.read(disk(QCOW2, 2, 0, -1)).requireWhole();
    }

    @Test
    void aDiskThatNamesAnotherFileIsRefused() throws IOException {
        refused(disk(QCOW2, 3, 112, 0), "stands on a backing file");
        refused(disk(QCOW2, 3, 0, 1 << 2), "keeps its data in another file");
    }

    @Test
    void whatIsNoDiskIsRefused() throws IOException {
        refused(disk(0x7f454c46, 3, 0, 0), "is no qcow2 disk");
        refused(Files.createFile(folder.resolve("empty.qcow2")), "is no qcow2 disk");
    }

    private static void refused(Path disk, String why) throws IOException {
        DiskHeader header = DiskHeader.read(disk);
        assertThatIllegalArgumentException().isThrownBy(header::requireWhole).withMessageContaining(why);
    }

    private Path disk(int magic, int version, long backing, long features) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(104);
        head.putInt(0, magic).putInt(4, version).putLong(8, backing).putLong(72, features);
        return Files.write(Files.createTempFile(folder, "disk", ".qcow2"), head.array());
    }
}
