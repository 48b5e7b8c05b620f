package dev.berth.broker.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place that answers nonsense spoils no more than its own word. */
class OddAnswersTest {

    @Test
    void whatCannotBeWrittenDownIsNoAnswer() {
        assertThat(answer(7, 1, 1_000).isLegible()).isTrue();
        for (Answer odd :
                List.of(answer(-1, 1, 0), answer(7, -1, 0), answer(7, 1, -1), answer(7, 1, Long.MAX_VALUE / 1_000))) {
            assertThat(odd.isLegible()).as(odd.toString()).isFalse();
        }
    }

    @Test
    void aNumberOutOfAllReasonIsNotGoneOnFrom(@TempDir Path folder) throws IOException {
        try (var pair = new LeasedRegions(folder)) {
            JdbcWatches watches = pair.a.watches;
            long before = watches.number();
            watches.numberAfter(Long.MAX_VALUE);
            assertThat(watches.number()).isBetween(before, before + 10);
            watches.numberAfter(before + 1_000);
            assertThat(watches.number()).isGreaterThan(before + 1_000);

            var witness = new Listener.Witness(URI.create(LeasedRegions.WITNESS));
            watches.silent(pair.alias.id(), witness, "Invalid status line: \0" + "x".repeat(9_000));
            assertThat(watches.contact(pair.alias.id(), witness).sentence())
                    .startsWith("Invalid status line:  x")
                    .hasSizeLessThan(600);
            watches.answered(pair.alias.id(), witness, Duration.ofDays(36_000), null);
        }
    }

    private static Answer answer(long number, long epoch, long agoMillis) {
        return new Answer(Verdict.SEEN, "region-b", number, epoch, null, agoMillis, null);
    }
}
