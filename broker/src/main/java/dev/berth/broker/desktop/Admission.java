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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets a desktop in on a host with room: one after the other over all nodes, so that room is given away once. */
@Component
class Admission {

    private final JdbcHosts hosts;
    private final JdbcDesktops desktops;
    private final Enlistment enlistment;
    private final NodeClaim claim;
    private final Clock clock;
    private final TransactionTemplate transaction;

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

        /** Its computer account is not there yet; no room is taken while that lasts. */
        record NotYet(String sentence) implements Answer {}

        /** Its computer account cannot be made until somebody does something. */
        record Refused(String sentence) implements Answer {}

        /** Somebody changed the desktop meanwhile. */
        record Overtaken() implements Answer {}
    }

    /** A desktop that has a host stays there, for its volumes are; one that has none gets the best. */
    Answer admit(Desktop desktop) {
        return enlistment.hindrance(desktop).orElseGet(() -> findRoom(desktop));
    }

    private Answer findRoom(Desktop desktop) {
        return Objects.requireNonNull(transaction.execute(status -> {
            List<Host> locked = hosts.lockAll();
            Map<HostId, HostLoad> loads = hosts.loads();
            List<Candidate> candidates = locked.stream()
                    .filter(host -> mayTake(host, desktop))
                    .map(host -> new Candidate(host, loads.getOrDefault(host.id(), HostLoad.NONE)))
                    .toList();
            return switch (Placement.choose(candidates, desktop.blueprint().compute())) {
                case Choice.NoRoom(String sentence) -> new Answer.NoRoom(sentence);
                case Choice.Placed(Host host) -> letIn(desktop, host);
            };
        }));
    }

    private Answer letIn(Desktop desktop, Host host) {
        var draft = desktop.draft(clock.instant()).admittedTo(host.id()).attempts(0);
        Desktop admitted = draft.done();
        return desktops.set(admitted, claim.value()) ? new Answer.Admitted(admitted) : new Answer.Overtaken();
    }

    private static boolean mayTake(Host host, Desktop desktop) {
        HostId own = desktop.hostOrNull();
        return own == null ? host.state() == HostState.ACTIVE : host.id().equals(own);
    }
}
