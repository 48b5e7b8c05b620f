package dev.berth.broker.directory;

import static dev.berth.broker.directory.SmallDomain.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.HeldPort;
import dev.berth.broker.directory.SignInResult.SignedIn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Tag("alone")
@Isolated("It measures times.")
@Timeout(180)
class DomainControllersTest {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final SmallDomain domain = new SmallDomain();
    private final List<BrokenController> broken = new ArrayList<>();
    private final HeldPort nobodys;

    DomainControllersTest() throws IOException {
        nobodys = new HeldPort();
    }

    @BeforeEach
    void alice() {
        domain.employee("alice");
    }

    @AfterEach
    void close() throws IOException {
        nobodys.close();
        domain.close();
        for (BrokenController controller : broken) {
            controller.close();
        }
    }

    private BrokenController watched(BrokenController controller) {
        broken.add(controller);
        return controller;
    }

    private Duration signIn(ActiveDirectory directory) {
        long start = System.nanoTime();
        assertThat(domain.signIn(directory, "alice", PASSWORD)).isInstanceOf(SignedIn.class);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private URI refusing() {
        return URI.create("ldap://127.0.0.1:" + nobodys.number());
    }

    @Test
    void aControllerThatRefusesIsPassedOver() {
        ActiveDirectory directory = domain.directory(refusing(), domain.server.url());
        assertThat(signIn(directory)).isLessThan(Duration.ofSeconds(3));
        assertThat(signIn(directory)).isLessThan(SOON);
    }

    @Test
    void aControllerThatIsSilentFromTheStartDelaysNobody() throws Exception {
        BrokenController silent = watched(BrokenController.silent());
        BrokenController silentTls = watched(BrokenController.silent());
        ActiveDirectory directory = domain.directory(silent.url(), silentTls.tlsUrl(), domain.server.url());
        assertThat(together(20, () -> signIn(directory)))
                .allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(3)));
        assertThat(signIn(directory)).isLessThan(SOON);
    }

    @Test
    void aControllerThatFallsSilentDelaysOnlyThoseWhoWaitForItAlready() throws Exception {
        BrokenController first = watched(new BrokenController(domain.server.url()));
        ActiveDirectory directory = domain.directory(first.url(), domain.server.url());
        assertThat(signIn(directory)).isLessThan(Duration.ofSeconds(3));

        first.fallSilent();
        assertThat(together(20, () -> signIn(directory)))
                .as("cut off and asked elsewhere before the read limit")
                .allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(5)));
        assertThat(together(20, () -> signIn(directory)))
                .allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(2)));
        assertThat(signIn(directory)).isLessThan(SOON);
    }

    @Test
    void aControllerThatComesBackIsUsedAgain() {
        BrokenController only = watched(new BrokenController(domain.server.url()));
        ActiveDirectory directory = domain.directory(only.url());
        signIn(directory);
        only.fallSilent();
        assertThatThrownBy(() -> signIn(directory))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining(only.url().toString());
        long start = System.nanoTime();
        assertThatThrownBy(() -> signIn(directory)).isInstanceOf(DirectoryException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("known to be down")
                .isLessThan(SOON);
        only.speakAgain();
        awaitTrue(() -> domain.signsIn(directory, "alice"));
    }

    @Test
    void noControllerAtAllIsSaidWithTheRemedy() {
        ActiveDirectory directory = domain.directory(refusing());
        assertThatThrownBy(() -> domain.signIn(directory, "alice", PASSWORD))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("corp.example.com")
                .hasMessageContaining("Check");
    }

    @Test
    void aReadingAccountThatIsRefusedIsNamed() {
        domain.server.set("reader", "userAccountControl", "514");
        assertThatThrownBy(() -> domain.signIn(domain.directory(), "alice", PASSWORD))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("berth.directory.bind-dn");
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static List<Duration> together(int count, Callable<Duration> what) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Duration> times = new ArrayList<>();
            for (Future<Duration> one : threads.invokeAll(Collections.nCopies(count, what))) {
                times.add(one.get());
            }
            return times;
        }
    }
}
