package dev.berth.broker.selfservice;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SelfServiceAction;
import dev.berth.broker.access.SelfServiceBook;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopLifecycle;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Snapshots;
import dev.berth.broker.directory.Person;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people do to desktops of their own. Each wish is decided by {@link Access}, at the moment in which it is carried out. */
@Component
public class SelfService {

    private final Access access;
    private final SelfServiceBook book;
    private final Operations operations;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate transaction;

    SelfService(
            Access access,
            SelfServiceBook book,
            Operations operations,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.access = access;
        this.book = book;
        this.operations = operations;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What wishes are carried out with. */
    @Component
    record Operations(Desktops desktops, DesktopLifecycle lifecycle, Snapshots snapshots, ChoicesOf choices) {}

    /** For each action, whether its person may take it now; nothing is written down. */
    public Map<SelfServiceAction, AccessDecision> offers(Person person, ClientAddress address, DesktopId desktop) {
        Map<SelfServiceAction, AccessDecision> offers = new EnumMap<>(SelfServiceAction.class);
        for (SelfServiceAction action : SelfServiceAction.values()) {
            offers.put(action, access.explain(person, address, new Intent.ServeOneself(desktop, action, false)));
        }
        return offers;
    }

    /** What its person may choose for it, the smallest sizes first; whether they may choose at all is in the offers. */
    public Choices choices(Desktop desktop) {
        return operations.choices().desktop(desktop);
    }

    /** Carries it out unless it is refused. Two wishes for one desktop come one after the other, so that none slips past a wait. */
    public AccessDecision carryOut(Person person, ClientAddress address, DesktopId desktop, Wish wish) {
        return Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql("select id from desktop where id = :desktop for no key update")
                    .param("desktop", desktop.value())
                    .query((row, number) -> row.getObject("id"))
                    .optional();
            boolean smaller = isSmaller(desktop, wish);
            AccessDecision decision =
                    access.decide(person, address, new Intent.ServeOneself(desktop, wish.action(), smaller));
            if (decision instanceof AccessDecision.Allowed) {
                carryOut(desktop, wish);
                if (wish.action().waits()) {
                    book.used(desktop, wish.action(), smaller, clock.instant());
                }
                audit.record(AuditEntry.of(
                                Actor.of(person),
                                "desktop.self-service-" + wish.action().path(),
                                "desktop",
                                desktop,
                                Outcome.DONE,
                                "Asked for by its person.")
                        .from(address)
                        .changing(null, Map.of("wish", wish.toString())));
            }
            return decision;
        }));
    }

    private void carryOut(DesktopId desktop, Wish wish) {
        DesktopLifecycle lifecycle = operations.lifecycle();
        switch (wish) {
            case Wish.Restart _ -> operations.desktops().reboot(desktop);
            case Wish.Rebuild(var from) -> lifecycle.rebuild(desktop, from);
            case Wish.Restore(var from) -> lifecycle.restore(desktop, from);
            case Wish.TakeSnapshot _ -> operations.snapshots().take(desktop);
            case Wish.ChangeMode(var running) -> {
                choices(desktop).require(running);
                lifecycle.changeMode(desktop, running);
            }
            case Wish.Grow(long mib) -> {
                choices(desktop).requireVolume(mib);
                lifecycle.grow(desktop, null, mib);
            }
            case Wish.ChangeCompute(var compute) -> {
                choices(desktop).require(compute);
                lifecycle.changeCompute(desktop, compute, false);
            }
        }
    }

    private boolean isSmaller(DesktopId desktop, Wish wish) {
        return wish instanceof Wish.ChangeCompute(Compute compute)
                && operations
                        .desktops()
                        .find(desktop)
                        .map(Desktop::blueprint)
                        .filter(has -> compute.memoryMib() < has.compute().memoryMib()
                                || compute.vcpus() < has.compute().vcpus())
                        .isPresent();
    }

    private Choices choices(DesktopId desktop) {
        return choices(
                operations.desktops().find(desktop).orElseThrow(() -> new NotFoundException("desktop", desktop)));
    }
}
