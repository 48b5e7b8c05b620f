package dev.berth.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.bench.gateway.Recording.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordingTest {

    private static final String IMAGE = "3.img,1.3,2.14,1.0,10.image/jpeg,1.0,1.0;";
    private static final String BLOB = "4.blob,1.3,8064." + "A".repeat(8_064) + ";";
    private static final String PICTURE = IMAGE + BLOB + "3.end,1.3;4.sync,1.1;";
    private static final String OPERATION = "4.copy,2.-1,1.0,1.0,2.64,2.64,2.14,1.0,1.0,1.0;";

    @Test
    void aSessionIsSortedIntoItsPictureSmallOperationsAndLargeImages() {
        Recording recording = Recording.of(utf8(PICTURE + "3.nop;" + OPERATION.repeat(20) + "4.sync,1.2;"));
        assertThat(recording.opening()).asString(StandardCharsets.UTF_8).isEqualTo(PICTURE);
        // The image's own opening is one of the sixteen.
        assertThat(recording.of(Kind.OPERATIONS)).hasSize(1);
        assertThat(recording.of(Kind.OPERATIONS).getFirst())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(IMAGE + OPERATION.repeat(15));
        assertThat(recording.of(Kind.BLOBS).getFirst())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(IMAGE + BLOB + "3.end,1.3;");
    }

    @Test
    void aSessionWithoutLargeImagesIsNoMeasure() {
        assertThatThrownBy(() -> Recording.of(utf8(OPERATION.repeat(20))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0 large images");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
