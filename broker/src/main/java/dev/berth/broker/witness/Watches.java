package dev.berth.broker.witness;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcLeases;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.standby.PeerKey;
import dev.berth.broker.standby.SignedLine;
import dev.berth.broker.witness.Asking.Question;
import dev.berth.broker.witness.JdbcWatches.Watch;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Kind;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Switches failover by itself on and off, for this region. Every verb is audited in its transaction. */
@Component
public class Watches {

    private static final int MOST_LOSING = 1_000_000;

    private final JdbcRegions regions;
    private final Rows rows;
    private final Asking asking;
    private final Secrets secrets;
    private final Log log;

    Watches(JdbcRegions regions, Rows rows, Asking asking, Secrets secrets, Log log) {
        this.regions = regions;
        this.rows = rows;
        this.asking = asking;
        this.secrets = secrets;
        this.log = log;
    }

    /** What is written. */
    @Component
    record Rows(JdbcWatches watches, JdbcLeases leases, JdbcGrants grants) {}

    /** What has to be there before anybody can be asked. */
    @Component
    record Secrets(PeerKey peer, WitnessKey witness) {}

    /** How it is said. */
    @Component
    record Log(AuditLog audit, Clock clock, PlatformTransactionManager transactions) {}

    /**
     * From now on this region takes part: where it serves, it does so by a lease; where it stands by, it takes over from a
     * region that is gone. Both take part before anything of it counts.
     *
     * @param witnessAddress the web address of the third place, without a path
     * @param mayLose how many people's work may be older than it should when it does
     */
    public void on(AliasId id, String witnessAddress, int mayLose, Actor actor) {
        ConnectionAlias alias = own(id);
        URI witness = address(witnessAddress);
        require(alias, mayLose);
        var watch = new Watch(id, witness, mayLose, true, log.clock().instant(), actor.name());
        requireAnswer(alias, watch);
        inside(() -> {
            rows.watches().put(watch);
            record(
                    actor,
                    "alias.watch",
                    id,
                    alias.name() + " fails over by itself, as far as region " + regions.self() + " is concerned.",
                    Map.of("witness", witness.toString(), "mayLose", mayLose));
        });
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text.strip());
            boolean whole = address.getHost() != null
                    && SignedLine.isSafe(address)
                    && address.getUserInfo() == null
                    && address.getQuery() == null
                    && address.getFragment() == null
                    && (address.getPath().isEmpty() || address.getPath().equals("/"));
            if (whole) {
                return address;
            }
            throw new URISyntaxException(text, "it is not the address of a place");
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "witness is '" + text
                            + "'; allowed is an https address without a path, such as https://witness.example.com.",
                    e);
        }
    }

    private void require(ConnectionAlias alias, int mayLose) {
        if (mayLose < 0 || mayLose > MOST_LOSING) {
            throw new IllegalArgumentException(
                    "mayLose is " + mayLose + "; allowed are 0 to " + MOST_LOSING + " people.");
        }
        if (alias.regions().size() != 2) {
            throw refused(alias, "it names " + alias.regions().size() + " regions, and two are allowed");
        }
        if (!secrets.peer().isSet() || !secrets.witness().key().isSet()) {
            throw refused(
                    alias,
                    "this region has no secret to ask with. Set berth.standby.key-file and berth.witness.key-file");
        }
    }

    /** One that nobody reaches would never vote. */
    private void requireAnswer(ConnectionAlias alias, Watch watch) {
        long epoch = RegionPlanner.standing(regions.map(), alias).epoch();
        Optional<Answer> answer = asking.one(watch, new Question(Kind.LOOK, epoch, 0), LeaseKeeping.witness(watch));
        boolean third = answer.filter(one -> one.verdict() == Verdict.SEEN
                        || one.verdict() == Verdict.FENCED
                        || one.verdict() == Verdict.STALE)
                .filter(one -> alias.regions().stream()
                        .noneMatch(region -> region.value().equals(one.region())))
                .isPresent();
        if (!third) {
            String why = rows.watches()
                    .contact(alias.id(), LeaseKeeping.witness(watch))
                    .sentence();
            throw refused(
                    alias,
                    "the witness " + watch.witness() + " does not answer as one"
                            + (why == null ? "; it has to be a third place" : ": " + why));
        }
    }

    /** It goes on by a lease until peer or witness know of it; this region takes nothing over from this moment on. */
    public void off(AliasId id, Actor actor) {
        Watch watch = require(id);
        inside(() -> {
            rows.watches()
                    .put(new Watch(
                            id,
                            watch.witness(),
                            watch.mayLose(),
                            false,
                            log.clock().instant(),
                            actor.name()));
            rows.grants().forget(id);
            record(
                    actor,
                    "alias.unwatch",
                    id,
                    name(id) + " does not fail over by itself any more, as far as region " + regions.self()
                            + " is concerned.",
                    Map.of());
        });
    }

    /**
     * This region serves from now on though it reaches nobody. Whether the other one does as well, only whoever says so
     * knows.
     *
     * @param typedName the alias's name, typed: this cannot be meant for another
     */
    public void serveAlone(AliasId id, String typedName, Actor actor) {
        String name = name(id);
        if (!typedName.strip().equalsIgnoreCase(name)) {
            throw new ChangeRefusedException("Cannot serve " + name + " without a lease: name is '" + typedName
                    + "'; type " + name + " to say that you mean it.");
        }
        inside(() -> {
            if (!rows.leases().unbind(id)) {
                throw new ChangeRefusedException(
                        "Cannot serve " + name + " without a lease: this region needs none. Look again.");
            }
            rows.watches().drop(id);
            record(
                    actor,
                    "alias.alone",
                    id,
                    "Region " + regions.self() + " serves " + name
                            + " without a lease, and it does not fail over by itself.",
                    Map.of());
        });
    }

    private ConnectionAlias own(AliasId id) {
        RegionMap map = regions.map();
        ConnectionAlias alias = map.alias(id).orElseThrow(() -> new NotFoundException("alias", id));
        if (map.own().filter(one -> one.id().equals(id)).isEmpty()) {
            throw refused(
                    alias, "region " + map.self() + " does not serve it. Do it in its regions " + alias.regions());
        }
        return alias;
    }

    private Watch require(AliasId id) {
        return rows.watches()
                .find(id)
                .orElseThrow(() -> new ChangeRefusedException("Cannot switch failover of " + name(id) + " off: region "
                        + regions.self() + " has not switched it on."));
    }

    private String name(AliasId id) {
        return regions.map().alias(id).map(ConnectionAlias::name).orElse(id.toString());
    }

    private static ChangeRefusedException refused(ConnectionAlias alias, String why) {
        return new ChangeRefusedException("Cannot let " + alias.name() + " fail over by itself: " + why + ".");
    }

    private void inside(Runnable work) {
        new TransactionTemplate(log.transactions()).executeWithoutResult(status -> work.run());
    }

    private void record(Actor actor, String action, AliasId id, String sentence, Map<String, Object> after) {
        log.audit()
                .record(AuditEntry.of(actor, action, "alias", id, Outcome.DONE, sentence)
                        .changing(null, after));
    }
}
