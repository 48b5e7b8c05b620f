package dev.berth.gateway.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CountDownLatch;
import org.springframework.util.unit.DataSize;

/** What takes so many writes, then none until it is freed, or fails. */
final class StuckDisk implements WritableByteChannel {

    private final CountDownLatch freed = new CountDownLatch(1);
    private final boolean fails;
    private int goodWrites;
    private volatile boolean open = true;

    StuckDisk(int goodWrites, boolean fails) {
        this.goodWrites = goodWrites;
        this.fails = fails;
    }

    RecordingFile file() {
        return new RecordingFile(this, () -> {}, () -> Long.MAX_VALUE, DataSize.ofBytes(0));
    }

    void free() {
        freed.countDown();
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        if (goodWrites-- <= 0) {
            if (fails) {
                throw new IOException("No space left on device");
            }
            try {
                freed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        int count = buffer.remaining();
        buffer.position(buffer.limit());
        return count;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
