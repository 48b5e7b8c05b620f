package dev.berth.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeStreamTest {

    private static final VolumeName BASE = new VolumeName("base");

    @Test
    void volumeOfNoLengthArrivesAsOne() throws IOException {
        var reader = new VolumeStream.Reader(new ByteArrayInputStream(sent(Optional.empty())));
        assertThat(reader.backing()).isEmpty();
        assertThat(reader.frame()).isEmpty();
    }

    @Test
    void contentArrivesWithItsSumOnAnotherVolume() throws IOException {
        byte[] first = new byte[VolumeStream.FRAME_BYTES];
        Arrays.fill(first, (byte) 7);
        InputStream moved = VolumeStream.standingOn(
                new ByteArrayInputStream(sent(Optional.of(BASE), first, new byte[] {1, 2, 3})),
                Optional.of(new VolumeName("a-longer-name-than-that")));
        var reader = new VolumeStream.Reader(moved);
        assertThat(reader.backing()).contains(new VolumeName("a-longer-name-than-that"));
        assertThat(reader.frame()).hasValueSatisfying(frame -> assertThat(frame).isEqualTo(first));
        assertThat(reader.frame()).hasValueSatisfying(frame -> assertThat(frame).containsExactly(1, 2, 3));
        assertThat(reader.frame()).isEmpty();
        assertThat(moved.read()).isEqualTo(-1);
    }

    @Test
    void volumeThatSaysItIsLargerThanAllowedIsRefusedByItsFirstBytes() throws IOException {
        byte[] start =
                ByteBuffer.allocate(64).putInt(0x514649fb).putLong(24, 1L << 40).array();
        byte[] honest = start.clone();
        ByteBuffer.wrap(honest).putLong(24, 1L << 20);
        readAll(VolumeStream.standingOn(
                new ByteArrayInputStream(sent(Optional.empty(), honest)), Optional.empty(), 1L << 20));
        for (byte[] odd : List.of(start, Arrays.copyOf(start, 20), Arrays.copyOf(start, 2))) {
            assertThatThrownBy(() -> readAll(VolumeStream.standingOn(
                            new ByteArrayInputStream(sent(Optional.empty(), odd)), Optional.empty(), 1L << 20)))
                    .isInstanceOf(StreamCorruptedException.class)
                    .hasMessageContaining("allowed are 0 to");
        }
    }

    @Test
    void cutOffIsToldFromEnded() throws IOException {
        byte[] whole = sent(Optional.of(BASE), new byte[] {1, 2, 3});
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(
                            () -> readAll(VolumeStream.standingOn(new ByteArrayInputStream(part), Optional.of(BASE))))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void contentThatChangedOnItsWayIsRefused() throws IOException {
        byte[] whole = sent(Optional.of(BASE), new byte[] {1, 2, 3});
        whole[whole.length - 21] ^= 1;
        assertThatThrownBy(() -> readAll(new ByteArrayInputStream(whole)))
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining("damaged");
    }

    private static byte[] sent(Optional<VolumeName> backing, byte[]... frames) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = new VolumeStream.Writer(bytes, backing);
        for (byte[] frame : frames) {
            writer.frame(frame, frame.length);
        }
        writer.end();
        return bytes.toByteArray();
    }

    private static void readAll(InputStream from) throws IOException {
        var reader = new VolumeStream.Reader(from);
        Optional<byte[]> frame = reader.frame();
        while (frame.isPresent()) {
            frame = reader.frame();
        }
    }
}
