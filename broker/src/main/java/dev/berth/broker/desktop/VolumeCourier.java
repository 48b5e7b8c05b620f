package dev.berth.broker.desktop;

import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeFacts;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Carries one volume from one host to another as a stream, which no disk of this node sees. */
final class VolumeCourier {

    private static final int PIPE_BYTES = 1024 * 1024;
    private static final long MIB = 1024 * 1024;
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Hypervisor from;
    private final Hypervisor to;
    private final BooleanSupplier wanted;

    /** @param wanted asked every second while bytes flow; when it says no, the copy ends and leaves nothing */
    VolumeCourier(Hypervisor from, Hypervisor to, BooleanSupplier wanted) {
        this.from = from;
        this.to = to;
        this.wanted = wanted;
    }

    /**
     * Copies {@code source} as a new volume {@code target}, which stands on what its source stands on, or on nothing. What that
     * is called is the other host's word, and there it is whatever has that name: another person's disk if it is not checked.
     *
     * @param may what it may stand on
     */
    void carry(VolumeName source, VolumeName target, Predicate<VolumeName> may) {
        Optional<VolumeName> backing = from.volume(source).backing();
        if (backing.filter(may.negate()).isPresent()) {
            throw new HypervisorException("Volume '" + source + "' stands on '" + backing.get()
                    + "' by its host's word, which is nothing of its own. It is not copied; look at that host.");
        }
        carry(source, target, backing);
    }

    /**
     * The same, onto a volume with the content of what {@code source} stands on. What arrived is compared with what was
     * sent; what differs is left for whoever tries again, who deletes what was not written down.
     */
    void carry(VolumeName source, VolumeName target, Optional<VolumeName> standsOn) {
        VolumeFacts facts = from.volume(source);
        if (facts.backing().isPresent() != standsOn.isPresent()) {
            throw new HypervisorException("Volume '" + source + "' stands on " + facts.backing()
                    + " and its copy was to stand on " + standsOn + ". It is looked at anew.");
        }
        long mib = Math.max(1, facts.capacityBytes() / MIB);
        stream(source, in -> to.upload(target, mib, VolumeStream.standingOn(in, standsOn)));
        VolumeFacts there = to.volume(target);
        if (there.capacityBytes() < facts.capacityBytes() || !there.backing().equals(standsOn)) {
            throw new HypervisorException("Volume '" + target + "' arrived as " + there + " where " + facts
                    + " was sent. It counts as not there, and is sent again.");
        }
    }

    /** Copies memory that was kept, under its own name. */
    void carryMemory(VolumeName name) {
        long bytes = from.volume(name).capacityBytes();
        stream(name, in -> to.uploadMemory(name, in));
        long there = to.volume(name).capacityBytes();
        if (there != bytes) {
            throw new HypervisorException("Memory '" + name + "' arrived with " + there + " bytes where " + bytes
                    + " were sent. It counts as not there, and is sent again.");
        }
    }

    private void stream(VolumeName source, Consumer<InputStream> taking) {
        try (var in = new PipedInputStream(PIPE_BYTES);
                var watched = new Watched(in)) {
            var out = new PipedOutputStream(in);
            var reading = CompletableFuture.runAsync(
                    () -> read(source, out), Thread.ofVirtual().name("move-" + source)::start);
            @Nullable RuntimeException failure = null;
            try {
                taking.accept(watched);
            } catch (RuntimeException e) {
                failure = e;
            } finally {
                in.close();
            }
            finish(reading, failure);
        } catch (IOException e) {
            throw new HypervisorException(
                    "Volume '" + source + "' could not be carried to another host. Try again.", e);
        }
    }

    private void read(VolumeName source, PipedOutputStream out) {
        try (out) {
            from.download(source, out);
        } catch (IOException e) {
            throw new HypervisorException("Volume '" + source + "' could not be handed on. Try again.", e);
        }
    }

    /** Where the reader failed first, the writer saw a stream that was cut off: the reader says why. */
    private static void finish(CompletableFuture<Void> reading, @Nullable RuntimeException writing) {
        try {
            reading.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            boolean first = cause instanceof HostUnreachableException || writing == null;
            if (first && cause instanceof RuntimeException exception) {
                throw exception;
            }
        }
        if (writing != null) {
            throw writing;
        }
    }

    /** Ends with an error as soon as nobody wants the copy any more. */
    private final class Watched extends FilterInputStream {

        private long lookAt = System.nanoTime() + LOOK_NANOS;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            look();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            look();
            return super.read(bytes, offset, length);
        }

        private void look() throws InterruptedIOException {
            if (System.nanoTime() - lookAt > 0) {
                lookAt = System.nanoTime() + LOOK_NANOS;
                if (!wanted.getAsBoolean()) {
                    throw new InterruptedIOException("Nobody wants this copy any more: it ends here.");
                }
            }
        }
    }
}
