package dev.berth.bench.bed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void readsUntilWhatWasWaitedFor() {
        var seen = new ArrayList<String>();
        var lines = List.of(
                "event:stage",
                "data:{\"stage\":\"PLACED\"}",
                "",
                ": a comment",
                "event: state",
                "data: READY",
                "",
                "event:ended",
                "data:x",
                "");
        new ServerSentEvents((name, data) -> {
                    seen.add(name + "=" + data);
                    return name.equals("state");
                })
                .read(lines.iterator(), LIMIT);
        assertThat(seen).containsExactly("stage={\"stage\":\"PLACED\"}", "state=READY");
    }

    @Test
    void anEndBeforeItIsAFailure() {
        var lines = List.of("event:stage", "data:x", "").iterator();
        assertThatThrownBy(() -> new ServerSentEvents((name, data) -> false).read(lines, LIMIT))
                .hasMessageContaining("ended before");
    }
}
