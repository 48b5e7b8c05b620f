package dev.berth.broker.host;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes which hosts there are. Every verb is audited in its transaction; nodes open and close connections after it. */
@Component
public class Hosts {

    private final JdbcHosts hosts;
    private final AuditLog audit;
    private final Signals signals;
    private final Clock clock;
    private final TransactionTemplate transaction;

    public Hosts(
            JdbcHosts hosts, AuditLog audit, Signals signals, Clock clock, PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.audit = audit;
        this.signals = signals;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Adds a host. It need not answer yet. */
    public Host add(HostSpec spec, Actor actor) {
        HostAddress.require(spec.connection().uri());
        var unknown = new HostHealth(false, Optional.empty(), Optional.empty(), Optional.empty());
        var host = new Host(
                new HostId(UUID.randomUUID()), spec, HostState.ACTIVE, false, null, unknown, 1, clock.instant());
        return change(host.id(), spec.name(), () -> {
            hosts.insert(host);
            record(actor, "host.add", host.id(), null, spec.toString());
            return require(host.id());
        });
    }

    /** Another URI or pool is refused while desktops are on the host: their volumes are where it points now. */
    public Host change(HostId id, long revision, HostSpec spec, Actor actor) {
        HostAddress.require(spec.connection().uri());
        return change(id, spec.name(), () -> {
            Host before = require(id);
            boolean moved =
                    !spec.connection().uri().equals(before.spec().connection().uri())
                            || !spec.connection()
                                    .pool()
                                    .equals(before.spec().connection().pool());
            if (moved && hosts.hasDesktops(id)) {
                throw new ChangeRefusedException("Cannot point host " + before.name()
                        + " elsewhere: desktops have their volumes on it. Add the other host as a new one.");
            }
            set(before, revision, spec, before.state());
            record(actor, "host.change", id, before.spec().toString(), spec.toString());
            return require(id);
        });
    }

    /**
     * Takes no new desktops from now on, and those that are off move to other hosts; once nothing is left on it, it is
     * {@link HostState#DRAINED}. May be asked again, to change how saved ones are treated.
     *
     * @param shutSavedDown wake desktops whose memory is saved and shut them down, so that they can move: what was open in
     *     them is closed, what was written to disk stays. Else they wait until their people have shut them down
     */
    public Host drain(HostId id, long revision, boolean shutSavedDown, Actor actor) {
        return moveTo(id, revision, actor, "host.drain", before -> {
            refuseLost(before, "drain");
            return new Move(HostState.DRAINING, shutSavedDown, null);
        });
    }

    /**
     * Takes desktops again; moves that are under way are given up. A host that was declared lost must answer, and no
     * machine of a desktop that was started elsewhere may run on it.
     */
    public Host activate(HostId id, long revision, Actor actor) {
        return moveTo(id, revision, actor, "host.activate", before -> {
            if (before.state() == HostState.LOST && !before.health().reachable()) {
                throw new ChangeRefusedException("Cannot take desktops on host " + before.name()
                        + " again: it was declared lost and does not answer. Bring it back first.");
            }
            if (before.state() == HostState.LOST && hosts.hasUnfenced(id)) {
                throw new ChangeRefusedException("Cannot take desktops on host " + before.name()
                        + " again: machines that were started elsewhere are still being turned off on it."
                        + " Try again in a minute.");
            }
            return new Move(HostState.ACTIVE, false, null);
        });
    }

    /**
     * Says that the host does not come back: nothing is started on it any more, and its desktops are started elsewhere
     * where their disks can be had, each after its machine here was turned off. Where the host does not answer, that
     * cannot be done, and only the admin's word stands for it. May be asked again, to give that word.
     *
     * @param typedName the host's name, typed: this cannot be meant for another
     * @param saidToBeOff the actor says that the machine is off, or cut off from its storage
     */
    public Host declareLost(HostId id, long revision, String typedName, boolean saidToBeOff, Actor actor) {
        return moveTo(id, revision, actor, "host.lose", before -> {
            if (!typedName.strip().equals(before.name())) {
                throw new ChangeRefusedException("name is '" + typedName + "'; allowed is '" + before.name()
                        + "', the name of the host that is to be declared lost.");
            }
            if (!before.health().reachable() && !saidToBeOff) {
                throw new ChangeRefusedException("Cannot declare host " + before.name()
                        + " lost: it does not answer, so Berth cannot turn its machines off, and two machines on one disk"
                        + " would destroy it. See that it is off, and say so.");
            }
            return new Move(HostState.LOST, false, new Host.Loss(clock.instant(), actor.name(), saidToBeOff));
        });
    }

    public void remove(HostId id, long revision, Actor actor) {
        change(id, id.toString(), () -> {
            Host before = require(id);
            if (before.state() != HostState.DRAINED && before.state() != HostState.LOST) {
                throw new ChangeRefusedException("Cannot remove host " + before.name() + ": it is " + before.state()
                        + ". Drain it; when its last desktop is gone it can be removed.");
            }
            if (!hosts.delete(id, revision)) {
                throw new StaleRevisionException("host", id, revision);
            }
            record(actor, "host.remove", id, before.spec().toString(), null);
            return before;
        });
    }

    private record Move(HostState state, boolean shutsSavedDown, Host.@Nullable Loss loss) {

        @Override
        public String toString() {
            if (loss != null) {
                return state
                        + (loss.saidToBeOff()
                                ? "; its machine is off, says " + loss.by()
                                : "; it answers, and Berth turns its machines off");
            }
            return state + (shutsSavedDown ? "; saved desktops are shut down" : "");
        }
    }

    private Host moveTo(HostId id, long revision, Actor actor, String action, Function<Host, Move> verb) {
        return change(id, id.toString(), () -> {
            Host before = require(id);
            Move move = verb.apply(before);
            if (!hosts.move(id, revision, move.state(), move.shutsSavedDown(), move.loss())) {
                throw new StaleRevisionException("host", id, revision);
            }
            hosts.wakeDesktops(id);
            signals.send(Channel.DESKTOP, "");
            record(actor, action, id, before.state().name(), move.toString());
            return require(id);
        });
    }

    private static void refuseLost(Host before, String verb) {
        if (before.state() == HostState.LOST) {
            throw new ChangeRefusedException("Cannot " + verb + " host " + before.name()
                    + ": it was declared lost. Take it back first, when it answers.");
        }
    }

    private void set(Host before, long revision, HostSpec spec, HostState state) {
        if (!hosts.update(before.id(), revision, spec, state)) {
            throw new StaleRevisionException("host", before.id(), revision);
        }
    }

    private Host require(HostId id) {
        return hosts.find(id).orElseThrow(() -> new NotFoundException("host", id));
    }

    private void record(Actor actor, String action, HostId id, @Nullable String before, @Nullable String after) {
        audit.record(AuditEntry.of(actor, action, "host", id, Outcome.DONE, "Done.")
                .changing(
                        before == null ? null : Map.of("host", before), after == null ? null : Map.of("host", after)));
    }

    private Host change(HostId id, String name, Supplier<Host> verb) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                Host result = verb.get();
                signals.send(Channel.HOST, id.toString());
                return result;
            }));
        } catch (DuplicateKeyException e) {
            throw new ChangeRefusedException("name is '" + name + "'; allowed is one that no other host has.", e);
        } catch (DataIntegrityViolationException e) {
            throw new ChangeRefusedException(
                    "Cannot remove host " + name
                            + ": desktops, past ones included, or homes refer to it. Leave it drained.",
                    e);
        }
    }
}
