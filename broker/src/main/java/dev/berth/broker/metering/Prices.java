package dev.berth.broker.metering;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What bundles cost. A price counts from its day on and never before it; one that counted stays for ever. */
@Component
public class Prices {

    private final JdbcPrices store;
    private final JdbcBundles bundles;
    private final AuditLog audit;
    private final MeteringSettings settings;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Prices(
            JdbcPrices store,
            JdbcBundles bundles,
            AuditLog audit,
            MeteringSettings settings,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.bundles = bundles;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** By bundle, the latest first. */
    public List<Price> list() {
        return store.list();
    }

    /** The first day for which a price can be set. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), settings.zone());
    }

    public Price add(PriceSpec spec, Actor actor) {
        Instant now = clock.instant();
        Price price = spec.at(new PriceId(UUID.randomUUID()), from(spec, now));
        return Objects.requireNonNull(transaction.execute(status -> {
            if (bundles.find(spec.bundle()).isEmpty()) {
                throw new NotFoundException("bundle", spec.bundle());
            }
            if (!store.insert(price, actor.name(), now)) {
                throw new ChangeRefusedException(
                        "validFrom is '" + spec.validFrom()
                                + "'; this bundle has a price from that day already. Withdraw it first, or choose another day.");
            }
            audit.record(AuditEntry.of(actor, "price.create", "price", price.id(), Outcome.DONE, "Set.")
                    .changing(null, Map.of("price", price.toString())));
            return price;
        }));
    }

    /** Takes back a price that does not count yet. */
    public void withdraw(PriceId id, Actor actor) {
        transaction.executeWithoutResult(status -> {
            Price before = store.find(id).orElseThrow(() -> new NotFoundException("price", id));
            if (!store.delete(id, clock.instant())) {
                throw new ChangeRefusedException("Cannot withdraw the price from " + before.validFrom()
                        + ": it counts already. Set a new one from a later day.");
            }
            audit.record(AuditEntry.of(actor, "price.withdraw", "price", id, Outcome.DONE, "Withdrawn.")
                    .changing(Map.of("price", before.toString()), null));
        });
    }

    /** Today begins now: what ran this morning keeps the price of this morning. */
    private Instant from(PriceSpec spec, Instant now) {
        LocalDate day = spec.validFrom();
        if (day == null || day.equals(today())) {
            return now;
        }
        if (day.isBefore(today()) || day.isAfter(today().plusYears(10))) {
            throw new IllegalArgumentException("validFrom is '" + day + "'; allowed are days from " + today() + " to "
                    + today().plusYears(10) + ".");
        }
        return day.atStartOfDay(settings.zone()).toInstant();
    }
}
