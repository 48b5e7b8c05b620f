package dev.berth.broker.desktop;

import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostLoad;
import dev.berth.broker.host.HostState;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.host.Placement;
import dev.berth.broker.host.Placement.Candidate;
import dev.berth.broker.host.Placement.Choice;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets desktops in on hosts with room: one batch after the other over all nodes, so that room is given away once. Whoever
 * comes while a batch is under way goes with the next, so a storm takes as many transactions as there is time for, not as
 * many as there are desktops.
 */
@Component
class Admission {

    private static final int LARGEST_BATCH = 250;

    private final JdbcHosts hosts;
    private final JdbcDesktops desktops;
    private final Enlistment enlistment;
    private final NodeClaim claim;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    Admission(
            JdbcHosts hosts,
            JdbcDesktops desktops,
            Enlistment enlistment,
            NodeClaim claim,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.desktops = desktops;
        this.enlistment = enlistment;
        this.claim = claim;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What came of asking. */
    sealed interface Answer {

        record Admitted(Desktop desktop) implements Answer {}

        record NoRoom(String sentence) implements Answer {}

        /** Its computer account is not there yet, or its home not free; no room is taken while that lasts. */
        record NotYet(String sentence) implements Answer {}

        /** Its computer account cannot be made until somebody does something. */
        record Refused(String sentence) implements Answer {}

        /** Somebody changed the desktop meanwhile. */
        record Overtaken() implements Answer {}
    }

    /** A desktop that has a host stays there, for its volumes are; one whose home is on a host goes there; any other gets the best. */
    Answer admit(Desktop desktop) {
        return enlistment.hindrance(desktop).orElseGet(() -> findRoom(desktop));
    }

    private Answer findRoom(Desktop desktop) {
        var request = new Request(desktop);
        waiting.add(request);
        turn.lock();
        try {
            while (!request.isOver()) {
                takeBatch();
            }
        } finally {
            turn.unlock();
        }
        return request.answer();
    }

    private void takeBatch() {
        List<Request> batch = new ArrayList<>();
        for (Request next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
            if (batch.size() == LARGEST_BATCH) {
                break;
            }
        }
        try {
            transaction.executeWithoutResult(status -> letIn(batch));
        } catch (Throwable failure) {
            batch.forEach(request -> request.failed(failure));
        }
    }

    private void letIn(List<Request> batch) {
        List<Host> locked = hosts.lockAll();
        Map<HostId, HostLoad> loads = new HashMap<>(hosts.loads());
        Map<Request, Host> chosen = new LinkedHashMap<>();
        for (Request request : batch) {
            switch (choose(locked, loads, request.desktop)) {
                case Choice.NoRoom(String sentence) -> request.over(new Answer.NoRoom(sentence));
                case Choice.Placed(Host host) -> {
                    chosen.put(request, host);
                    loads.merge(
                            host.id(),
                            HostLoad.promised(request.desktop.blueprint().compute()),
                            HostLoad::plus);
                }
            }
        }
        List<Desktop> admitted = new ArrayList<>();
        chosen.forEach((request, host) -> admitted.add(request.desktop
                .draft(clock.instant())
                .admittedTo(host.id())
                .attempts(0)
                .done()));
        Set<DesktopId> set = desktops.admit(admitted, claim.value());
        int index = 0;
        for (Request request : chosen.keySet()) {
            Desktop desktop = admitted.get(index++);
            request.over(set.contains(desktop.id()) ? new Answer.Admitted(desktop) : new Answer.Overtaken());
        }
    }

    private static Choice choose(List<Host> hosts, Map<HostId, HostLoad> loads, Desktop desktop) {
        Optional<String> awaits = awaitsHome(hosts, desktop);
        if (awaits.isPresent()) {
            return new Choice.NoRoom(awaits.get());
        }
        return Placement.choose(
                hosts.stream()
                        .filter(host -> mayTake(host, desktop))
                        .map(host -> new Candidate(host, loads.getOrDefault(host.id(), HostLoad.NONE)))
                        .toList(),
                desktop.blueprint().compute());
    }

    private static boolean mayTake(Host host, Desktop desktop) {
        Home home = desktop.blueprint().disks().home();
        boolean reachesHome = home == null || home.host() == null || host.id().equals(home.host());
        HostId own = desktop.hostOrNull();
        return reachesHome
                && (own == null ? host.state() == HostState.ACTIVE : host.id().equals(own));
    }

    /** Why nobody is let in to the home at this moment, where that is for the host that it is on. */
    private static Optional<String> awaitsHome(List<Host> hosts, Desktop desktop) {
        Home home = desktop.blueprint().disks().home();
        if (home == null || home.host() == null) {
            return Optional.empty();
        }
        HostId own = desktop.hostOrNull();
        if (own != null) {
            return own.equals(home.host())
                    ? Optional.empty()
                    : Optional.of("Its person's home is on another host by now. It cannot start any more: end it, and"
                            + " another one is made where the home is.");
        }
        return hosts.stream()
                .filter(host -> host.id().equals(home.host()))
                .findFirst()
                .flatMap(host -> switch (host.state()) {
                    case ACTIVE -> Optional.empty();
                    case DRAINING, DRAINED ->
                        Optional.of("Its person's home is being brought to another host, for " + host.name()
                                + " is being emptied.");
                    case LOST ->
                        Optional.of("Its person's home was on " + host.name()
                                + ", which was declared lost; it goes on from its copy where there is one.");
                });
    }

    /** One desktop on its way in. What is said of it inside a transaction counts only once that is over. */
    private static final class Request {

        private final Desktop desktop;
        private @Nullable Answer answer;
        private @Nullable Throwable failure;

        Request(Desktop desktop) {
            this.desktop = desktop;
        }

        void over(Answer given) {
            answer = given;
        }

        void failed(Throwable why) {
            failure = why;
        }

        boolean isOver() {
            return answer != null || failure != null;
        }

        Answer answer() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            if (answer == null) {
                throw new IllegalStateException("Desktop " + desktop.id() + " was not answered.", failure);
            }
            return answer;
        }
    }
}
