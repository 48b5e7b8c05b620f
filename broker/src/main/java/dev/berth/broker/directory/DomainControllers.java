package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.LDAPException;
import dev.berth.broker.directory.DomainController.Health;
import dev.berth.broker.directory.DomainController.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The controllers of one domain in the order in which they are preferred, each watched in the background. */
final class DomainControllers implements AutoCloseable {

    private static final long TICK_MILLIS = 250;

    private final DirectorySettings settings;
    private final List<DomainController> controllers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition healthChanged = lock.newCondition();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("directory-watch").factory());

    DomainControllers(DirectorySettings settings) {
        this.settings = settings;
        LdapDialer dialer = new LdapDialer(settings);
        ServiceAccount service = ServiceAccount.of(settings);
        this.controllers = settings.urls().stream()
                .map(url -> new DomainController(url, settings, dialer, service, this::announceChange))
                .toList();
        var unused = ticker.scheduleWithFixedDelay(
                () -> controllers.forEach(DomainController::tick), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The first answer that a controller gives, trying each of them at most once. */
    <T> T ask(Question<T> question) {
        List<DomainController> tried = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        List<LDAPException> causes = new ArrayList<>();
        Optional<DomainController> next = choose(tried);
        while (next.isPresent()) {
            DomainController controller = next.get();
            tried.add(controller);
            try {
                return controller.answer(question);
            } catch (LDAPException e) {
                failures.add("%s: %s".formatted(controller.url(), e.getMessage()));
                causes.add(e);
            }
            next = choose(tried);
        }
        controllers.stream()
                .filter(controller -> !tried.contains(controller))
                .forEach(controller -> failures.add("%s: %s".formatted(controller.url(), controller.why())));
        String message =
                "No domain controller of %s gives an answer (%s). Check that they run and can be reached, and the account in berth.directory.bind-dn."
                        .formatted(settings.domain(), String.join("; ", failures));
        DirectoryException failure =
                causes.isEmpty() ? new DirectoryException(message) : new DirectoryException(message, causes.getFirst());
        causes.stream().skip(1).forEach(failure::addSuppressed);
        throw failure;
    }

    /** Asks every controller that is up, for questions that one controller's lag could answer wrongly. */
    <T> List<T> askEach(Question<T> question) {
        List<T> answers = new ArrayList<>();
        for (DomainController controller : controllers) {
            if (controller.health() == Health.UP) {
                try {
                    answers.add(controller.answer(question));
                } catch (LDAPException e) {
                    throw new DirectoryException(
                            "Domain controller %s gives no answer: %s".formatted(controller.url(), e.getMessage()), e);
                }
            }
        }
        return answers;
    }

    ActiveDirectory.Reach reach() {
        return new ActiveDirectory.Reach(controllers.size(), (int) controllers.stream()
                .filter(controller -> controller.health() == Health.UP)
                .count());
    }

    private Optional<DomainController> choose(List<DomainController> tried) {
        long deadline = System.nanoTime()
                + settings.connectLimit().plus(settings.readLimit()).toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<DomainController> choice = first(tried, c -> c.health() == Health.UP && !c.suspect())
                        .or(() -> first(tried, c -> c.health() == Health.UP));
                long left = deadline - System.nanoTime();
                boolean undecided =
                        first(tried, c -> c.health() == Health.UNKNOWN).isPresent();
                if (choice.isPresent() || !undecided || left <= 0) {
                    return choice;
                }
                var unused = healthChanged.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectoryException(
                    "Interrupted while waiting for a domain controller of " + settings.domain(), e);
        } finally {
            lock.unlock();
        }
    }

    private Optional<DomainController> first(List<DomainController> tried, Predicate<DomainController> condition) {
        return controllers.stream()
                .filter(controller -> !tried.contains(controller))
                .filter(condition)
                .findFirst();
    }

    private void announceChange() {
        lock.lock();
        try {
            healthChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        controllers.forEach(DomainController::close);
    }
}
