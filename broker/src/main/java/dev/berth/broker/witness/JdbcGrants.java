package dev.berth.broker.witness;

import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Ask;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What this place granted, as a peer or as a witness. Ages are by its database's clock. */
@Component
class JdbcGrants {

    /** More aliases than that no organisation has regions for. Each pair's count apart: none fills the place for others. */
    private static final int MOST = 1_000;

    /** Of what was asked by all names together that have one secret: whoever has it may call itself anything. */
    private static final int MOST_ASKED = 20 * MOST;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final String self;

    JdbcGrants(JdbcClient jdbc, PlatformTransactionManager transactions, RegionSettings region) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.self = region.name();
    }

    Optional<Grant> find(AliasId alias) {
        return list().stream().filter(grant -> grant.alias().equals(alias)).findFirst();
    }

    List<Grant> list() {
        return jdbc.sql("""
                        select alias_id, epoch, holder,
                               greatest(0, extract(epoch from clock_timestamp() - granted_at) * 1000) as age_millis
                          from lease_grant order by alias_id
                        """)
                .query((row, number) -> new Grant(
                        new AliasId(row.getObject("alias_id", UUID.class)),
                        row.getLong("epoch"),
                        new RegionName(row.getString("holder")),
                        Duration.ofMillis(row.getLong("age_millis"))))
                .list();
    }

    /**
     * Answers, and what it says is so before it is said.
     *
     * @param mayAsk whether what that region was granted is the asker's business
     * @param seen what is known, as it is to be taken; asked where nobody else changes it
     */
    Answer rule(RegionName asker, Ask ask, Predicate<RegionName> mayAsk, UnaryOperator<Optional<Grant>> seen) {
        var alias = new AliasId(ask.alias());
        return Objects.requireNonNull(transactions.execute(status -> {
            alone(alias);
            if (find(alias).filter(grant -> !mayAsk.test(grant.holder())).isPresent()) {
                return plain(Verdict.REFUSED, "That alias is another pair's.", ask);
            }
            long latest = latest(alias, asker);
            if (ask.number() <= latest) {
                return answer(Verdict.STALE, "It was asked before.", latest, find(alias));
            }
            if (ask.number() - latest > LeaseTalk.MOST_LEAP) {
                return answer(Verdict.REFUSED, "Its number is far above " + latest + ".", latest, find(alias));
            }
            Optional<Grant> known = seen.apply(find(alias));
            if (known.isEmpty()
                    && ask.kind() == LeaseTalk.Kind.RENEW
                    && list().stream()
                                    .filter(grant -> mayAsk.test(grant.holder()))
                                    .count()
                            >= MOST) {
                return answer(Verdict.REFUSED, "This place knows " + MOST + " aliases already.", latest, known);
            }
            if (latest == 0 && !hasRoomFor(asker, mayAsk)) {
                return answer(Verdict.REFUSED, "Region " + asker + " asked about too many aliases.", 0, known);
            }
            heard(alias, asker, ask.number());
            Grant.Ruling ruling = Grant.rule(known, asker, ask);
            switch (ruling.change()) {
                case NOTHING -> {}
                case RENEWED -> write(alias, ask.epoch(), asker);
                case TAKEN -> write(alias, ask.next(), asker);
                case GONE -> forget(alias);
            }
            return answer(ruling.verdict(), ruling.sentence(), ask.number(), find(alias));
        }));
    }

    /** What is said without looking at any grant. */
    Answer plain(Verdict verdict, String sentence, Ask ask) {
        return answer(verdict, sentence, ask.number(), Optional.empty());
    }

    private Answer answer(Verdict verdict, String sentence, long number, Optional<Grant> known) {
        return new Answer(
                verdict,
                self,
                number,
                known.map(Grant::epoch).orElse(0L),
                known.map(grant -> grant.holder().value()).orElse(null),
                known.map(grant -> grant.age().toMillis()).orElse(0L),
                sentence.isEmpty() ? null : sentence);
    }

    /**
     * From now on nothing is granted to the region that serves with that epoch: this one is to take over.
     *
     * @return whether it has not renewed meanwhile
     */
    boolean promise(AliasId alias, long epoch, long next) {
        return Objects.requireNonNull(transactions.execute(status -> {
            alone(alias);
            boolean due = find(alias)
                    .filter(grant ->
                            grant.epoch() == epoch && !grant.holder().value().equals(self))
                    .filter(grant -> grant.age().compareTo(LeaseTerms.WAIT) >= 0)
                    .isPresent();
            return due
                    && jdbc.sql("update lease_grant set epoch = :next, holder = :self where alias_id = :alias")
                                    .param("next", next)
                                    .param("self", self)
                                    .param("alias", alias.value())
                                    .update()
                            == 1;
        }));
    }

    /** Does it if the promise still stands, and keeps it standing meanwhile. */
    void whilePromised(AliasId alias, long next, Runnable work) {
        transactions.executeWithoutResult(status -> {
            alone(alias);
            boolean stands = find(alias)
                    .filter(grant ->
                            grant.epoch() == next && grant.holder().value().equals(self))
                    .isPresent();
            if (stands) {
                work.run();
            }
        });
    }

    /** The witness said no: it goes on being the other region's, as long as ago as before. */
    void takeBack(AliasId alias, long next, long epoch, RegionName holder) {
        jdbc.sql("""
                        update lease_grant set epoch = :epoch, holder = :holder
                         where alias_id = :alias and epoch = :next and holder = :self
                        """)
                .param("epoch", epoch)
                .param("holder", holder.value())
                .param("alias", alias.value())
                .param("next", next)
                .param("self", self)
                .update();
    }

    /** Without it this place takes nothing over. */
    void forget(AliasId alias) {
        jdbc.sql("delete from lease_grant where alias_id = :alias")
                .param("alias", alias.value())
                .update();
    }

    private void write(AliasId alias, long epoch, RegionName holder) {
        jdbc.sql("""
                        insert into lease_grant (alias_id, epoch, holder, granted_at)
                        values (:alias, :epoch, :holder, clock_timestamp())
                        on conflict (alias_id) do update
                           set epoch = excluded.epoch, holder = excluded.holder, granted_at = excluded.granted_at
                        """)
                .param("alias", alias.value())
                .param("epoch", epoch)
                .param("holder", holder.value())
                .update();
    }

    private void alone(AliasId alias) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('grant'), hashtext(:alias))")
                .param("alias", alias.toString())
                .query((row, number) -> number)
                .list();
    }

    private long latest(AliasId alias, RegionName asker) {
        return jdbc.sql("select number from lease_asker where alias_id = :alias and region = :region")
                .param("alias", alias.value())
                .param("region", asker.value())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** What nobody was granted, and nobody asked about for long, is forgotten before that. */
    private boolean hasRoomFor(RegionName asker, Predicate<RegionName> mayAsk) {
        jdbc.sql("""
                        delete from lease_asker a
                         where a.heard_at < now() - interval '90 days'
                           and not exists (select from lease_grant g where g.alias_id = a.alias_id)
                        """).update();
        List<Map.Entry<RegionName, Long>> asked = jdbc.sql("""
                        select region, count(*) as number from lease_asker group by region
                        """)
                .query((row, number) -> Map.entry(new RegionName(row.getString("region")), row.getLong("number")))
                .list();
        return number(asked, mayAsk) < MOST_ASKED && number(asked, asker::equals) < MOST;
    }

    private static long number(List<Map.Entry<RegionName, Long>> asked, Predicate<RegionName> of) {
        return asked.stream()
                .filter(one -> of.test(one.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void heard(AliasId alias, RegionName asker, long number) {
        jdbc.sql("""
                        insert into lease_asker (alias_id, region, number) values (:alias, :region, :number)
                        on conflict (alias_id, region) do update set number = excluded.number, heard_at = now()
                        """)
                .param("alias", alias.value())
                .param("region", asker.value())
                .param("number", number)
                .update();
    }
}
