package dev.berth.broker.region;

import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows that regions share. Whatever is written here is this region's own. */
@Component
public class JdbcRegions {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcRegions.class);

    /** Names the lock under which this region claims. */
    private static final int CLAIMING = 0x436c6169;

    private final JdbcClient jdbc;
    private final JdbcDrains drains;
    private final JdbcLeases leases;
    private final RegionName self;

    public JdbcRegions(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.drains = new JdbcDrains(jdbc);
        this.leases = new JdbcLeases(jdbc);
        this.self = new RegionName(region.name());
    }

    public RegionName self() {
        return self;
    }

    /** What this region does with sessions of the person; without one, of everybody. */
    public Stance stance(@Nullable PersonId person) {
        return mapIfServing()
                .map(map -> RegionPlanner.stance(map, Optional.ofNullable(person)))
                .orElse(new Stance.Serves());
    }

    /** Empty while this region says that it serves no alias, and takes everybody; one small question then. */
    public Optional<RegionMap> mapIfServing() {
        boolean serves = jdbc.sql("select exists (select from alias_acceptance where home_region = :self)")
                .param("self", self.value())
                .query(Boolean.class)
                .single();
        return serves ? Optional.of(map()) : Optional.empty();
    }

    /** Everything that this region sees now. */
    public RegionMap map() {
        return new RegionMap(
                self,
                regions(),
                jdbc
                        .sql("select * from connection_alias order by lower(name), home_region")
                        .query((row, number) -> legible(row, RegionRows::alias))
                        .list()
                        .stream()
                        .flatMap(Optional::stream)
                        .toList(),
                jdbc
                        .sql("select home_region, alias_id from alias_acceptance")
                        .query((row, number) -> legible(row, RegionRows::acceptance))
                        .list()
                        .stream()
                        .flatMap(Optional::stream)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                jdbc
                        .sql("select * from alias_claim order by epoch, home_region, alias_id")
                        .query((row, number) -> legible(row, RegionRows::claim))
                        .list()
                        .stream()
                        .flatMap(Optional::stream)
                        .toList(),
                personClaims(),
                drains.present(),
                leases.over());
    }

    /** @return whether none was being given away */
    public boolean drain(Drain drain) {
        return drains.begin(drain);
    }

    /** @return whether it was being given away */
    public boolean endDrain(AliasId alias) {
        return drains.end(alias);
    }

    /**
     * Until the transaction ends nobody of this region claims anything: what it finds of claims holds as long. Whoever
     * takes a point from a peer in it has done so before, or not at all.
     */
    public void holdClaims() {
        jdbc.sql("select pg_advisory_xact_lock_shared(" + CLAIMING + ")")
                .query((row, number) -> number)
                .list();
    }

    private Map<RegionName, RegionFacts> regions() {
        return jdbc.sql("select * from region").query((row, number) -> legible(row, RegionRows::facts)).list().stream()
                .flatMap(Optional::stream)
                .collect(Collectors.toMap(RegionFacts::name, facts -> facts));
    }

    /** Those of an epoch that is over count for nothing, and are many. */
    private List<PersonClaim> personClaims() {
        return jdbc.sql("""
                        select p.* from person_claim p
                         where p.alias_epoch = (select max(c.epoch) from alias_claim c where c.alias_id = p.alias_id)
                        """).query((row, number) -> legible(row, RegionRows::personClaim)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** How a row is read. */
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** A peer may write what no region says. Such a row counts for nothing, and keeps nobody from reading the others. */
    private static <T> Optional<T> legible(ResultSet row, Reading<T> reading) throws SQLException {
        try {
            return Optional.of(reading.of(row));
        } catch (IllegalArgumentException e) {
            LOG.debug("A row of the regions cannot be read, and is left out.", e);
            return Optional.empty();
        }
    }

    /** @return whether the name was free */
    public boolean insert(ConnectionAlias alias) {
        return jdbc.sql("""
                        insert into connection_alias (id, home_region, name, regions, created_at)
                        values (:id, :self, :name, :regions::text[], :created) on conflict do nothing
                        """)
                        .param("id", alias.id().value())
                        .param("self", self.value())
                        .param("name", alias.name())
                        .param("regions", names(alias.regions()))
                        .param("created", stamp(alias.createdAt()))
                        .update()
                == 1;
    }

    /** @return whether the revision was still the current one */
    public boolean order(AliasId alias, long revision, List<RegionName> regions) {
        return jdbc.sql("""
                        update connection_alias set regions = :regions::text[], revision = revision + 1
                         where id = :id and home_region = :self and revision = :revision
                        """)
                        .param("id", alias.value())
                        .param("self", self.value())
                        .param("revision", revision)
                        .param("regions", names(regions))
                        .update()
                == 1;
    }

    /** @return whether the revision was still the current one, and no region was named */
    public boolean delete(AliasId alias, long revision) {
        return jdbc.sql("""
                        delete from connection_alias
                         where id = :id and home_region = :self and revision = :revision and regions = '{}'
                        """)
                        .param("id", alias.value())
                        .param("self", self.value())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    /** @return whether nobody of this region took the epoch meanwhile */
    public boolean claim(AliasClaim claim) {
        return jdbc.sql("""
                        with alone as materialized (select pg_advisory_xact_lock(%d))
                        insert into alias_claim (alias_id, epoch, home_region, active_region, made_at, made_by, reason)
                        select :alias, :epoch, :self, :active, :at, :by, :reason from alone on conflict do nothing
                        """.formatted(CLAIMING))
                        .param("alias", claim.alias().value())
                        .param("epoch", claim.epoch())
                        .param("self", self.value())
                        .param("active", claim.active().value())
                        .param("at", stamp(claim.madeAt()))
                        .param("by", claim.madeBy())
                        .param("reason", claim.reason())
                        .update()
                == 1;
    }

    /** @return whether the person was not moved by this region meanwhile */
    public boolean move(PersonClaim claim) {
        return jdbc.sql("""
                        with alone as materialized (select pg_advisory_xact_lock(%d))
                        insert into person_claim (alias_id, person_id, alias_epoch, number, home_region, active_region,
                                                  account_name, made_at, made_by)
                        select :alias, :person, :epoch, :number, :self, :active, :account, :at, :by from alone
                        on conflict do nothing
                        """.formatted(CLAIMING))
                        .param("alias", claim.alias().value())
                        .param("person", claim.person().objectGuid())
                        .param("epoch", claim.aliasEpoch())
                        .param("number", claim.number())
                        .param("self", self.value())
                        .param("active", claim.active().value())
                        .param("account", claim.accountName())
                        .param("at", stamp(claim.madeAt()))
                        .param("by", claim.madeBy())
                        .update()
                == 1;
    }

    /** Says that this region serves the alias, or none. */
    public void accept(@Nullable AliasId alias, Instant now) {
        jdbc.sql("delete from alias_acceptance where home_region = :self and alias_id is distinct from :alias::uuid")
                .param("self", self.value())
                .param("alias", alias == null ? null : alias.value())
                .update();
        if (alias != null) {
            jdbc.sql("""
                            insert into alias_acceptance (home_region, alias_id, accepted_at)
                            values (:self, :alias, :now) on conflict do nothing
                            """)
                    .param("self", self.value())
                    .param("alias", alias.value())
                    .param("now", stamp(now))
                    .update();
        }
    }

    private static String[] names(List<RegionName> regions) {
        return regions.stream().map(RegionName::value).toArray(String[]::new);
    }

    static OffsetDateTime stamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
