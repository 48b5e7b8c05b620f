package dev.berth.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncStampTest {

    @Test
    void eachStampIsFoundWhereverTheStreamIsCut() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (long nanos : new long[] {0, 1_234_567_890_123L, Long.MAX_VALUE}) {
            stream.writeBytes("4.copy,2.-1,1.0;4.sync,8.12345678;3.nop;".getBytes(StandardCharsets.US_ASCII));
            stream.writeBytes(SyncStamp.of(nanos));
        }
        byte[] bytes = stream.toByteArray();
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<Long> found = new ArrayList<>();
            SyncStamp stamps = new SyncStamp(found::add);
            stamps.take(ByteBuffer.wrap(bytes, 0, cut));
            stamps.take(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            assertThat(found).containsExactly(0L, 1_234_567_890_123L, Long.MAX_VALUE);
        }
    }
}
