package dev.berth.broker.alias;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.region.AliasClaim;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes which aliases there are and which regions they name. Every verb is audited in its transaction. */
@Component
public class Aliases {

    private final JdbcRegions regions;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transactions;

    public Aliases(JdbcRegions regions, AuditLog audit, Clock clock, PlatformTransactionManager transactions) {
        this.regions = regions;
        this.audit = audit;
        this.clock = clock;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** An alias of this region, which names no region yet. */
    public ConnectionAlias create(String name, Actor actor) {
        ConnectionAlias.requireName(name);
        boolean taken =
                regions.map().aliases().stream().anyMatch(alias -> alias.name().equalsIgnoreCase(name));
        var alias = new ConnectionAlias(
                new AliasId(UUID.randomUUID()), regions.self(), name, List.of(), 1, clock.instant());
        return Objects.requireNonNull(transactions.execute(status -> {
            if (taken || !regions.insert(alias)) {
                throw new ChangeRefusedException("Cannot make the alias: name '" + name + "' is taken.");
            }
            record(actor, "alias.create", alias, "Made alias " + name, List.of(), List.of());
            return alias;
        }));
    }

    /**
     * Says which regions serve the alias, the preferred one first; none ends the association. People stay where they are
     * unless their region is taken out: then the first leads.
     */
    public ConnectionAlias associate(AliasId id, long revision, List<RegionName> named, Actor actor) {
        RegionMap map = regions.map();
        ConnectionAlias before = own(map, id, "change");
        var after = new ConnectionAlias(id, before.home(), before.name(), named, revision + 1, before.createdAt());
        named.forEach(region -> requireFree(map, before, region));
        return Objects.requireNonNull(transactions.execute(status -> {
            if (!regions.order(id, revision, named)) {
                throw new StaleRevisionException("alias", before.name(), revision);
            }
            boolean led = RegionPlanner.leading(map, after).isPresent();
            if (!named.isEmpty() && !led) {
                claim(map, after, actor);
            }
            Instant now = clock.instant();
            RegionPlanner.accepts(regions.map())
                    .ifPresentOrElse(accepted -> regions.accept(accepted.id(), now), () -> regions.accept(null, now));
            record(
                    actor,
                    named.isEmpty() ? "alias.disassociate" : "alias.associate",
                    before,
                    named.isEmpty() ? before.name() + " names no region any more" : before.name() + " names " + named,
                    before.regions(),
                    named);
            return after;
        }));
    }

    /** One that still names a region is refused. */
    public void delete(AliasId id, long revision, Actor actor) {
        ConnectionAlias alias = own(regions.map(), id, "delete");
        if (!alias.regions().isEmpty()) {
            throw new ChangeRefusedException("Cannot delete alias " + alias.name() + ": it names " + alias.regions()
                    + ". End the association first.");
        }
        transactions.executeWithoutResult(status -> {
            if (!regions.delete(id, revision)) {
                throw new StaleRevisionException("alias", alias.name(), revision);
            }
            record(actor, "alias.delete", alias, "Deleted alias " + alias.name(), List.of(), List.of());
        });
    }

    private void claim(RegionMap map, ConnectionAlias alias, Actor actor) {
        var claim = new AliasClaim(
                alias.id(),
                RegionPlanner.nextEpoch(map, alias),
                regions.self(),
                alias.regions().getFirst(),
                clock.instant(),
                actor.name(),
                "The alias was associated.");
        if (!regions.claim(claim)) {
            throw new ChangeRefusedException(
                    "Cannot change alias " + alias.name() + ": it was redirected at this moment. Look again.");
        }
    }

    private static void requireFree(RegionMap map, ConnectionAlias alias, RegionName region) {
        if (!map.regions().containsKey(region) && !region.equals(map.self())) {
            throw new ChangeRefusedException("Cannot associate alias " + alias.name() + ": region '" + region
                    + "' is not known here; known are "
                    + map.regions().keySet().stream().sorted().toList()
                    + ". Pair with it first.");
        }
        map.aliases().stream()
                .filter(other ->
                        !other.id().equals(alias.id()) && other.regions().contains(region))
                .findFirst()
                .ifPresent(other -> {
                    throw new ChangeRefusedException("Cannot associate alias " + alias.name() + ": region '" + region
                            + "' serves alias " + other.name() + ", and a region serves one.");
                });
    }

    private static ConnectionAlias own(RegionMap map, AliasId id, String verb) {
        ConnectionAlias alias = map.alias(id).orElseThrow(() -> new NotFoundException("alias", id));
        if (!alias.home().equals(map.self())) {
            throw new ChangeRefusedException("Cannot " + verb + " alias " + alias.name()
                    + " here: it belongs to region " + alias.home() + ". Do it there.");
        }
        return alias;
    }

    private void record(
            Actor actor,
            String action,
            ConnectionAlias alias,
            String sentence,
            List<RegionName> was,
            List<RegionName> is) {
        audit.record(AuditEntry.of(actor, action, "alias", alias.id(), Outcome.DONE, sentence + ".")
                .changing(Map.of("regions", was.toString()), Map.of("regions", is.toString())));
    }
}
