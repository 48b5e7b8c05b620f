package dev.berth.portal.watch;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void aReadyNodeAsksToBeWatchedAndThenSaysThatItLives() {
        try (var watchdog = new Watchdog(new WatchdogSettings(Duration.ofSeconds(5)), Optional.of(told::add))) {
            assertThat(told).as("while it starts").isEmpty();
            watchdog.begin();
            within(Duration.ofSeconds(60), "it says more than once that it lives", () -> told.size() > 2);
        }
        assertThat(told).startsWith("WATCHDOG_USEC=5000000").element(2).isEqualTo("WATCHDOG=1");
    }

    @Test
    void aLimitThatWouldRestartABusyNodeIsRefused() {
        assertThatThrownBy(() -> new WatchdogSettings(Duration.ofSeconds(1)))
                .hasMessageContaining("berth.watchdog.limit is PT1S");
    }
}
