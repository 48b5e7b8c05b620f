package dev.berth.broker.alias;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.region.AliasClaim;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.AliasState;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.Drain;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.PersonClaim;
import dev.berth.broker.region.RegionFacts;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionNews;
import dev.berth.broker.region.RegionPlanner;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Leads an alias, or one person of it, to another region: by hand, after a look at what that means. */
@Component
public class Failover {

    private static final int SHOWN = 100;

    private final JdbcRegions regions;
    private final JdbcResidents residents;
    private final RegionNews news;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transactions;

    public Failover(
            JdbcRegions regions,
            JdbcResidents residents,
            RegionNews news,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.regions = regions;
        this.residents = residents;
        this.news = news;
        this.audit = audit;
        this.clock = clock;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** What redirecting the alias would mean; nothing is changed. */
    public FailoverPreview preview(AliasId id, RegionName to) {
        RegionMap map = regions.map();
        ConnectionAlias alias = map.alias(id).orElseThrow(() -> new NotFoundException("alias", id));
        AliasStanding standing = RegionPlanner.standing(map, alias);
        List<String> obstacles = new ArrayList<>();
        FailoverPreview.Way way = way(map, alias, standing, to, obstacles);
        RegionName from = standing.active().orElse(to);
        RegionFacts target = map.regions().get(to);
        return new FailoverPreview(
                alias,
                from,
                to,
                standing.epoch(),
                way,
                obstacles,
                residents.totals(from, to),
                target == null ? 0 : target.freeMemoryMib(),
                from.equals(map.self()) ? null : news.link(from),
                residents.affected(from, to, SHOWN));
    }

    private FailoverPreview.Way way(
            RegionMap map, ConnectionAlias alias, AliasStanding standing, RegionName to, List<String> obstacles) {
        if (standing.state() != AliasState.ASSOCIATED) {
            obstacles.add(alias.name() + " is " + standing.state()
                    + (standing.waitsFor().isEmpty() ? "." : ": it waits for " + standing.waitsFor() + " to say so."));
        }
        if (!alias.regions().contains(to)) {
            obstacles.add(
                    "to is '" + to + "'; allowed are the regions of " + alias.name() + ": " + alias.regions() + ".");
        }
        if (standing.active().filter(to::equals).isPresent()) {
            obstacles.add(alias.name() + " is served by region " + to + " already.");
        }
        if (to.equals(map.self())) {
            return FailoverPreview.Way.TAKE_OVER;
        }
        if (standing.active().filter(map.self()::equals).isEmpty()) {
            obstacles.add("Only the region that serves " + alias.name() + " hands it over, and only region " + to
                    + " takes it over. Do it there.");
        } else if (map.regions().containsKey(to) && news.link(to).out() != LinkHealth.Verdict.FLOWING) {
            obstacles.add("Region " + to + " does not hear this one: nobody would serve " + alias.name()
                    + ". Mend the link, or take over in region " + to + ".");
        }
        return FailoverPreview.Way.HAND_OVER;
    }

    /**
     * Redirects the alias. Sessions here end, or are taken, at once; the other region follows as soon as it sees.
     *
     * @param epoch that the preview showed: whoever did not see the present state redirects nothing
     * @param typedName the alias's name, typed: this cannot be meant for another
     */
    public AliasClaim redirect(AliasId id, RegionName to, long epoch, String typedName, String reason, Actor actor) {
        FailoverPreview preview = mayRedirect(id, to, epoch, typedName);
        return Objects.requireNonNull(transactions.execute(status -> {
            regions.endDrain(id);
            return claim(preview.alias(), preview.from(), to, epoch, actor.name(), said(reason), actor);
        }));
    }

    private FailoverPreview mayRedirect(AliasId id, RegionName to, long epoch, String typedName) {
        FailoverPreview preview = preview(id, to);
        ConnectionAlias alias = preview.alias();
        if (!preview.obstacles().isEmpty()) {
            throw new ChangeRefusedException("Cannot redirect: " + String.join(" ", preview.obstacles()));
        }
        if (preview.epoch() != epoch) {
            throw new ChangeRefusedException(
                    "Cannot redirect " + alias.name() + ": it was redirected since you looked (epoch " + preview.epoch()
                            + ", you saw " + epoch + "). Look again.");
        }
        if (!typedName.strip().equalsIgnoreCase(alias.name())) {
            throw new ChangeRefusedException("Cannot redirect " + alias.name() + ": name is '" + typedName + "'; type "
                    + alias.name() + " to say that you mean it.");
        }
        return preview;
    }

    private static String said(String reason) {
        return reason.isBlank() ? "No reason was given." : reason.strip();
    }

    private AliasClaim claim(
            ConnectionAlias alias, RegionName from, RegionName to, long epoch, String by, String reason, Actor actor) {
        var claim = new AliasClaim(
                alias.id(),
                RegionPlanner.nextEpoch(regions.map(), alias),
                regions.self(),
                to,
                clock.instant(),
                by,
                reason);
        if (!regions.claim(claim)) {
            throw new ChangeRefusedException(
                    "Cannot redirect " + alias.name() + ": somebody did at this moment. Look again.");
        }
        audit.record(AuditEntry.of(
                        actor,
                        "alias.redirect",
                        "alias",
                        alias.id(),
                        Outcome.DONE,
                        "Redirected %s from region %s to region %s. %s".formatted(alias.name(), from, to, reason))
                .changing(
                        Map.of("region", from.value(), "epoch", epoch),
                        Map.of("region", to.value(), "epoch", claim.epoch())));
        return claim;
    }

    /**
     * Gives the alias away once all that people did here stands in the other region: this one takes no sessions from now
     * on, and {@link #give} follows. Where nothing is sent there, that is at once.
     *
     * @param epoch that the preview showed
     * @param typedName the alias's name, typed
     */
    public void handOver(AliasId id, RegionName to, long epoch, String typedName, String reason, Actor actor) {
        FailoverPreview preview = mayRedirect(id, to, epoch, typedName);
        if (preview.way() != FailoverPreview.Way.HAND_OVER) {
            throw new ChangeRefusedException("Cannot hand over "
                    + preview.alias().name() + ": region " + to + " is this one. Take over instead.");
        }
        transactions.executeWithoutResult(status -> {
            var drain = new Drain(id, to, epoch, clock.instant(), actor.name(), said(reason));
            if (!regions.drain(drain)) {
                throw new ChangeRefusedException("Cannot hand over "
                        + preview.alias().name() + ": it is being handed over already. Wait for that.");
            }
            audit.record(AuditEntry.of(
                    actor,
                    "alias.drain",
                    "alias",
                    id,
                    Outcome.DONE,
                    "Takes no more sessions of %s, and hands it over to region %s once all that people did is there. %s"
                            .formatted(preview.alias().name(), to, drain.reason())));
        });
    }

    /** The end of {@link #handOver}. Where somebody redirected the alias meanwhile, that counts. */
    public void give(Drain drain) {
        transactions.executeWithoutResult(status -> {
            RegionMap map = regions.map();
            Optional<ConnectionAlias> alias = map.alias(drain.alias());
            boolean ours = alias.map(one -> RegionPlanner.standing(map, one))
                    .filter(one -> one.epoch() == drain.epoch()
                            && one.active().filter(map.self()::equals).isPresent())
                    .isPresent();
            if (regions.endDrain(drain.alias()) && ours) {
                claim(
                        alias.orElseThrow(),
                        map.self(),
                        drain.to(),
                        drain.epoch(),
                        drain.askedBy(),
                        drain.reason(),
                        new Actor.Berth());
            }
        });
    }

    /**
     * Leads one person to another region, until the alias is redirected. Whoever is taken back here does not depend on what
     * the other region says that it serves.
     */
    public PersonClaim move(AliasId id, JdbcResidents.Resident who, RegionName to, Actor actor) {
        RegionMap map = regions.map();
        ConnectionAlias alias = map.alias(id).orElseThrow(() -> new NotFoundException("alias", id));
        AliasStanding standing = RegionPlanner.standing(map, alias);
        boolean served = standing.state() == AliasState.ASSOCIATED || to.equals(map.self());
        if (!served || !alias.regions().contains(to)) {
            throw new ChangeRefusedException("Cannot move " + who.accountName() + ": to is '" + to
                    + "'; allowed are the regions of " + alias.name() + ", " + alias.regions()
                    + ", once each of them serves it.");
        }
        if (!to.equals(map.self()) && news.link(to).out() != LinkHealth.Verdict.FLOWING) {
            throw new ChangeRefusedException("Cannot move " + who.accountName() + ": region " + to
                    + " does not hear this one. Mend the link, or do it in region " + to + ".");
        }
        long number = 1
                + RegionPlanner.latest(map, id, who.person(), standing.epoch())
                        .map(PersonClaim::number)
                        .orElse(0L);
        var claim = new PersonClaim(
                id,
                who.person(),
                standing.epoch(),
                number,
                regions.self(),
                to,
                who.accountName(),
                clock.instant(),
                actor.name());
        return Objects.requireNonNull(transactions.execute(status -> {
            if (!regions.move(claim)) {
                throw new ChangeRefusedException(
                        "Cannot move " + who.accountName() + ": somebody did at this moment. Look again.");
            }
            audit.record(AuditEntry.of(
                    actor,
                    "person.move",
                    "person",
                    who.person(),
                    Outcome.DONE,
                    "%s is served by region %s, until %s is redirected."
                            .formatted(who.accountName(), to, alias.name())));
            return claim;
        }));
    }
}
