package dev.berth.broker.directory;

import dev.berth.broker.directory.SignInResult.Refused;
import dev.berth.broker.directory.SignInResult.SignedIn;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door: limits attempts, asks the directory, and lets in who has a role. */
public final class SignIn {

    private static final Logger log = LoggerFactory.getLogger(SignIn.class);

    private final ActiveDirectory directory;
    private final DirectorySettings settings;
    private final SignInThrottle throttle;

    public SignIn(ActiveDirectory directory, DirectorySettings settings, Clock clock) {
        this.directory = directory;
        this.settings = settings;
        this.throttle = new SignInThrottle(settings.throttle(), clock);
    }

    /**
     * Takes one attempt at the door.
     *
     * @param name as typed: {@code alice}, {@code CORP\alice} or {@code alice@corp.example.com}
     * @param address where the attempt comes from, after proxies
     */
    public SignInResult attempt(String name, String password, InetAddress address) {
        Optional<LoginName> login = LoginName.parse(name, settings);
        if (login.isEmpty() || !Passwords.maybeRight(password)) {
            Optional<Duration> patience = throttle.admit(address);
            if (patience.isPresent()) {
                return tooMany(patience.get());
            }
            throttle.failed(address);
            return new Refused(
                    new SignInRefusal.WrongNameOrPassword(),
                    login.isEmpty() ? "the name cannot be one" : "the password is empty or cannot be one");
        }
        String account = login.get().throttleKey();
        var wait = throttle.admit(account, address);
        if (wait.isPresent()) {
            return tooMany(wait.get());
        }
        long start = System.nanoTime();
        try {
            SignInResult result = withRole(directory.authenticate(login.get(), password));
            settle(result, account, address);
            if (result instanceof Refused(SignInRefusal.WrongNameOrPassword wrong, String diagnosis)) {
                awaitRefusalTime(start);
            }
            return result;
        } catch (DirectoryException e) {
            throttle.giveBack(account);
            log.error("Cannot check a sign-in: {}", e.getMessage(), e);
            return new Refused(new SignInRefusal.DirectoryUnavailable(), String.valueOf(e.getMessage()));
        }
    }

    private static Refused tooMany(Duration retryAfter) {
        return new Refused(
                new SignInRefusal.TooManyAttempts(retryAfter),
                "too many failures for this account or from this address");
    }

    private void awaitRefusalTime(long startNanos) {
        try {
            Duration passed = Duration.ofNanos(System.nanoTime() - startNanos);
            Thread.sleep(settings.throttle().refusalTime().minus(passed));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SignInResult withRole(SignInResult result) {
        return switch (result) {
            case SignedIn(Person person)
            when person.roles().isEmpty() ->
                new Refused(
                        new SignInRefusal.NoRole(),
                        "the account %s is in no group that gives a role".formatted(person.accountName()));
            case SignedIn in -> in;
            case Refused refused -> refused;
        };
    }

    private void settle(SignInResult result, String account, InetAddress address) {
        switch (result) {
            case SignedIn in -> throttle.succeeded(account);
            case Refused(SignInRefusal.WrongNameOrPassword wrong, String diagnosis) -> throttle.failed(address);
            case Refused(SignInRefusal.AccountLocked locked, String diagnosis) -> throttle.failed(address);
            case Refused refused -> throttle.giveBack(account);
        }
    }
}
