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
        var unknown = new HostHealth(false, Optional.empty(), Optional.empty(), Optional.empty());
        var host = new Host(new HostId(UUID.randomUUID()), spec, HostState.ACTIVE, unknown, 1, clock.instant());
        return change(host.id(), spec.name(), () -> {
            hosts.insert(host);
            record(actor, "host.add", host.id(), null, spec.toString());
            return require(host.id());
        });
    }

    /** Another URI or pool is refused while desktops are on the host: their volumes are where it points now. */
    public Host change(HostId id, long revision, HostSpec spec, Actor actor) {
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

    /** Takes no new desktops from now on; once it has none it is {@link HostState#DRAINED}. */
    public Host drain(HostId id, long revision, Actor actor) {
        return moveTo(HostState.DRAINING, id, revision, actor, "host.drain");
    }

    public Host activate(HostId id, long revision, Actor actor) {
        return moveTo(HostState.ACTIVE, id, revision, actor, "host.activate");
    }

    public void remove(HostId id, long revision, Actor actor) {
        change(id, id.toString(), () -> {
            Host before = require(id);
            if (before.state() != HostState.DRAINED) {
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

    private Host moveTo(HostState state, HostId id, long revision, Actor actor, String action) {
        return change(id, id.toString(), () -> {
            Host before = require(id);
            set(before, revision, before.spec(), state);
            record(actor, action, id, before.state().name(), state.name());
            return require(id);
        });
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
                    "Cannot remove host " + name + ": desktops, past ones included, refer to it. Leave it drained.", e);
        }
    }
}
