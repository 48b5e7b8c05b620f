package dev.berth.gateway;

import dev.berth.gateway.guacd.InstructionInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A browser that keeps what it was sent, and can be told to stop reading or to fail when closed. */
final class RememberingBrowser implements BrowserLink {

    final AtomicReference<TunnelEnd> closedWith = new AtomicReference<>();
    final AtomicInteger pings = new AtomicInteger();
    volatile boolean failsOnClose;
    private final CountDownLatch reading = new CountDownLatch(1);
    private volatile boolean stopped;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int frames;

    void stopReading() {
        stopped = true;
    }

    @Override
    public void send(ByteBuffer instructions) throws BrowserLostException {
        try {
            if (stopped) {
                reading.await();
                throw new BrowserLostException("closed while sending", new IOException("closed"));
            }
        } catch (InterruptedException interrupted) {
            throw new BrowserLostException("interrupted while sending", interrupted);
        }
        synchronized (received) {
            received.write(
                    instructions.array(),
                    instructions.arrayOffset() + instructions.position(),
                    instructions.remaining());
            frames++;
        }
    }

    @Override
    public void ping() {
        pings.incrementAndGet();
    }

    @Override
    public void close(TunnelEnd end) throws IOException {
        closedWith.set(end);
        reading.countDown();
        if (failsOnClose) {
            throw new IOException("this browser fails when closed");
        }
    }

    int frames() {
        synchronized (received) {
            return frames;
        }
    }

    /** Whole instructions only, or it fails. */
    List<List<String>> instructions() throws IOException {
        byte[] bytes;
        synchronized (received) {
            bytes = received.toByteArray();
        }
        InstructionInput input = InstructionInput.ofGuacd(new ByteArrayInputStream(bytes));
        List<List<String>> found = new ArrayList<>();
        while (input.fill() > 0) {
            while (input.next()) {
                List<String> instruction = new ArrayList<>();
                for (int i = 0; i < input.scanner().elements(); i++) {
                    instruction.add(input.scanner().text(i));
                }
                found.add(instruction);
            }
        }
        return found;
    }

    boolean has(String opcode) throws IOException {
        return instructions().stream()
                .anyMatch(instruction -> instruction.getFirst().equals(opcode));
    }
}
