package dev.berth.broker.directory;

import static dev.berth.broker.directory.SmallDomain.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import dev.berth.broker.directory.SignInRefusal.DirectoryUnavailable;
import dev.berth.broker.directory.SignInRefusal.NoRole;
import dev.berth.broker.directory.SignInRefusal.TooManyAttempts;
import dev.berth.broker.directory.SignInRefusal.WrongNameOrPassword;
import dev.berth.broker.directory.SignInResult.Refused;
import dev.berth.broker.directory.SignInResult.SignedIn;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class SignInTest {

    private final TrustingDirectory trusting = new TrustingDirectory();
    private final SmallDomain domain = new SmallDomain(trusting);
    private Instant now = Instant.parse("2026-11-22T09:00:00Z");
    private final Clock clock = new SettableClock();
    private final SignIn door = new SignIn(domain.directory(), domain.settings(), clock);

    @AfterEach
    void close() {
        domain.close();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final InetAddress OFFICE = address("203.0.113.7");

    private SignInRefusal refusal(String name, String password, InetAddress from) {
        SignInResult result = door.attempt(name, password, from);
        assertThat(result).isInstanceOf(Refused.class);
        return ((Refused) result).refusal();
    }

    @Test
    void theRightPasswordOpens() {
        PersonId alice = domain.employee("alice");
        assertThat(door.attempt("alice", PASSWORD, OFFICE))
                .isInstanceOfSatisfying(
                        SignedIn.class, in -> assertThat(in.person().id()).isEqualTo(alice));
    }

    @Test
    void emptyBlankAndNulPasswordsNeverReachADirectoryThatWouldTakeThem() {
        domain.employee("alice");
        for (String password : new String[] {"", " ", "\t", "\u00a0\n ", "\0", PASSWORD + "\0", "x".repeat(300)}) {
            SignInRefusal refusal = refusal("alice", password, OFFICE);
            assertThat(refusal).isEqualTo(new WrongNameOrPassword());
        }
        assertThat(trusting.passwordsFor("alice")).isEmpty();
        trusting.trusts = true;
        assertThat(door.attempt("alice", "anything", OFFICE))
                .as("this directory would have let anybody in")
                .isInstanceOf(SignedIn.class);
        assertThat(trusting.passwordsFor("alice")).containsExactly("anything");
    }

    @Test
    void namesThatCannotBeNamesNeverReachTheDirectory() {
        int before = trusting.seen.size();
        for (String name : new String[] {"", "  ", "ali\0ce", "OTHER\\alice", "a".repeat(10_000)}) {
            assertThat(refusal(name, PASSWORD, OFFICE)).isEqualTo(new WrongNameOrPassword());
        }
        assertThat(trusting.seen).hasSize(before);
    }

    @Test
    void anAccountWithoutARoleIsToldSoOnlyAfterTheRightPassword() {
        domain.user("visitor");
        assertThat(refusal("visitor", "wrong", OFFICE)).isEqualTo(new WrongNameOrPassword());
        assertThat(refusal("visitor", PASSWORD, OFFICE)).isEqualTo(new NoRole());
    }

    @Test
    void anUnknownAccountCostsTheDirectoryAsMuchAsAWrongPassword() {
        domain.employee("alice");
        refusal("alice", "wrong", OFFICE);
        int start = trusting.seen.size();
        refusal("alice", "wrong", OFFICE);
        int wrongPassword = trusting.seen.size() - start;
        refusal("nobody", "wrong", OFFICE);
        assertThat(trusting.seen.size() - start - wrongPassword).isEqualTo(wrongPassword);
    }

    @Test
    void failuresAreLimitedPerAccountInEveryFormOfItsName() {
        domain.employee("alice");
        domain.employee("bob");
        for (String name : List.of("alice", "CORP\\alice", "alice@corp.example.com", "ALICE", "alice")) {
            assertThat(refusal(name, "wrong", OFFICE)).isEqualTo(new WrongNameOrPassword());
        }
        assertThat(refusal("alice", PASSWORD, address("198.51.100.1")))
                .isInstanceOfSatisfying(TooManyAttempts.class, too -> {
                    assertThat(too.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(3));
                    assertThat(too.sentence()).contains("3 minutes");
                });
        assertThat(door.attempt("bob", PASSWORD, OFFICE)).isInstanceOf(SignedIn.class);
        now = now.plus(Duration.ofMinutes(3));
        assertThat(door.attempt("alice", PASSWORD, OFFICE)).isInstanceOf(SignedIn.class);
    }

    @Test
    void anUnknownAccountIsLimitedAsAKnownOneIs() {
        for (int i = 0; i < 5; i++) {
            assertThat(refusal("nobody", "wrong", OFFICE)).isEqualTo(new WrongNameOrPassword());
        }
        assertThat(refusal("nobody", "wrong", OFFICE)).isInstanceOf(TooManyAttempts.class);
    }

    @Test
    void gettingInForgetsWhatWasMistyped() {
        domain.employee("alice");
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(refusal("alice", "wrong", OFFICE)).isEqualTo(new WrongNameOrPassword());
            }
            assertThat(door.attempt("alice", PASSWORD, OFFICE)).isInstanceOf(SignedIn.class);
        }
    }

    @Test
    void failuresAreLimitedPerAddressAndPerIpv6Network() {
        for (String prefix : List.of("203.0.113.7", "2001:db8:0:1::%d")) {
            for (int i = 0; i < 300; i++) {
                refusal("", "x", address(prefix.formatted(i)));
            }
        }
        assertThat(refusal("someone", "wrong", OFFICE)).isInstanceOf(TooManyAttempts.class);
        assertThat(refusal("someone", "wrong", address("2001:db8:0:1:ffff::1"))).isInstanceOf(TooManyAttempts.class);
        assertThat(refusal("someone", "wrong", address("2001:db8:0:2::1"))).isEqualTo(new WrongNameOrPassword());
        now = now.plus(Duration.ofMinutes(10));
        assertThat(refusal("someone", "wrong", OFFICE)).isEqualTo(new WrongNameOrPassword());
    }

    @Test
    void attemptsThatCannotBeAnybodysAreLimitedPerAddressAndRunUpNoDebt() {
        for (int i = 0; i < 300; i++) {
            assertThat(refusal(i % 2 == 0 ? "" : "alice", "", OFFICE)).isEqualTo(new WrongNameOrPassword());
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(refusal("", "x", OFFICE)).isInstanceOf(TooManyAttempts.class);
        }
        now = now.plus(Duration.ofSeconds(10));
        assertThat(refusal("", "x", OFFICE)).isEqualTo(new WrongNameOrPassword());
    }

    @Test
    void guessesMadeAtTheSameTimeDoNotSlipThroughTogether() throws Exception {
        domain.employee("alice");
        List<SignInResult> results = together(100, number -> door.attempt("alice", "guess" + number, OFFICE));
        assertThat(results.stream()
                        .filter(result -> result instanceof Refused(WrongNameOrPassword wrong, String diagnosis))
                        .count())
                .isEqualTo(5);
        assertThat(trusting.passwordsFor("alice")).hasSize(5);
    }

    @Test
    void aThousandPeopleBehindOneAddressPassWithinAMinute() throws Exception {
        for (int i = 0; i < 1000; i++) {
            domain.employee("person" + i);
        }
        long start = System.nanoTime();
        List<SignInResult> results = together(1000, number -> {
            if (number % 20 == 0) {
                door.attempt("person" + number, "mistyped", OFFICE);
            }
            return door.attempt("person" + number, PASSWORD, OFFICE);
        });
        assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(SignedIn.class));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void aDirectoryThatIsDownIsSaidAndCostsNoAttempt() {
        domain.employee("alice");
        domain.server.close();
        for (int i = 0; i < 20; i++) {
            assertThat(refusal("alice", PASSWORD, OFFICE)).isEqualTo(new DirectoryUnavailable());
        }
    }

    private final class SettableClock extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private interface Attempt {
        SignInResult of(int number);
    }

    private static List<SignInResult> together(int count, Attempt attempt) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<SignInResult>> attempts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                attempts.add(() -> attempt.of(number));
            }
            List<SignInResult> results = new ArrayList<>();
            for (Future<SignInResult> one : threads.invokeAll(attempts)) {
                results.add(one.get());
            }
            return results;
        }
    }

    /** Sees every bind and, when told to trust, accepts any password, an empty one too, as Windows' directory does. */
    private static final class TrustingDirectory extends InMemoryOperationInterceptor {

        private record Bind(String name, String password) {}

        private final ConcurrentLinkedQueue<Bind> seen = new ConcurrentLinkedQueue<>();
        private volatile boolean trusts;

        List<String> passwordsFor(String account) {
            return seen.stream()
                    .filter(bind -> bind.name().startsWith("CN=" + account + ","))
                    .map(Bind::password)
                    .toList();
        }

        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
            String name = request.getRequest().getBindDN();
            seen.add(new Bind(name, request.getRequest().getPassword().stringValue()));
            if (trusts) {
                request.setRequest(new SimpleBindRequest("CORP\\reader", "reader-secret"));
            }
        }
    }
}
