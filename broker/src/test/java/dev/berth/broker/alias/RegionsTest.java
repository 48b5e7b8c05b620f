package dev.berth.broker.alias;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.alias.TwoRegions.ADMIN;
import static dev.berth.broker.alias.TwoRegions.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.AliasClaim;
import dev.berth.broker.region.AliasStanding;
import dev.berth.broker.region.AliasState;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.DatabaseLock;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.PeerWork;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.region.Replication;
import dev.berth.broker.region.Stance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.dao.DataAccessException;

/** An alias of two regions over real replication. */
class RegionsTest {

    private final TwoRegions pair = TwoRegions.pair();
    private final TwoRegions.Side a = pair.a;
    private final TwoRegions.Side b = pair.b;
    private ConnectionAlias alias = a.aliases.create("d" + UUID.randomUUID() + ".example.com", ADMIN);

    @BeforeEach
    void associate() {
        alias = a.aliases.associate(alias.id(), 1, List.of(a.name, b.name), ADMIN);
        within(SOON, "both serve " + alias.name(), () -> {
            pair.pass();
            return standing(a).state() == AliasState.ASSOCIATED && standing(b).state() == AliasState.ASSOCIATED;
        });
    }

    @AfterEach
    void dissociate() {
        pair.mend();
        ConnectionAlias now = a.regions.map().alias(alias.id()).orElseThrow();
        ConnectionAlias bare = a.aliases.associate(alias.id(), now.revision(), List.of(), ADMIN);
        a.aliases.delete(alias.id(), bare.revision(), ADMIN);
        within(SOON, "nobody serves it", () -> {
            pair.pass();
            return b.regions.map().aliases().isEmpty()
                    && b.regions.map().acceptances().isEmpty();
        });
    }

    @Test
    void preferredRegionServesAndTheOtherStandsBy() {
        assertThat(a.regions.stance(null)).isEqualTo(new Stance.Serves());
        assertThat(b.regions.stance(null)).isInstanceOfSatisfying(Stance.StandsBy.class, stance -> {
            assertThat(stance.active()).isEqualTo(a.name);
            assertThat(stance.portal())
                    .hasValueSatisfying(portal -> assertThat(portal).hasToString("https://region-a.example.com"));
        });
    }

    /** As where the peer is of a version before, and gets this one while rows flow. */
    @Test
    void tablesThatAPeerPublishesAnewAreTakenUpWhileRowsFlow() {
        b.jdbc.sql("alter publication berth drop table standby_wish").update();
        a.jdbc.sql("alter subscription berth_from_region_b refresh publication").update();
        b.jdbc.sql("""
                        insert into standby_wish (home_region, desktop_id, person_id, account_name, bundle_name, every_seconds)
                        values ('region-b', gen_random_uuid(), gen_random_uuid(), 'before', 'Standard', 300)
                        """).update();
        b.round.pass();
        var settings = new RegionSettings(a.name.value());
        new PeerWork(
                        a.peers,
                        new Replication(a.jdbc, a.manager, settings),
                        new DatabaseLock(a.server.getPostgresDatabase()))
                .on(a.peers.find(b.name).orElseThrow());
        b.jdbc.sql("""
                        insert into standby_wish (home_region, desktop_id, person_id, account_name, bundle_name, every_seconds)
                        values ('region-b', gen_random_uuid(), gen_random_uuid(), 'after', 'Standard', 300)
                        """).update();
        within(
                SOON,
                "what was there and what came after arrives",
                () -> a.jdbc.sql("select count(*) from standby_wish where account_name in ('before', 'after')")
                                .query(Integer.class)
                                .single()
                        == 2);
        b.jdbc.sql("delete from standby_wish where account_name in ('before', 'after')")
                .update();
    }

    @Test
    void orderIsAPreferenceAndMovesNobody() {
        alias = a.aliases.associate(alias.id(), alias.revision(), List.of(b.name, a.name), ADMIN);
        assertThat(a.regions.stance(null)).isEqualTo(new Stance.Serves());
    }

    @Test
    void handedOverAliasIsServedByNobodyUntilTheOtherSeesIt() {
        redirect(a, b, standing(a).epoch());
        assertThat(a.regions.stance(null)).isInstanceOf(Stance.StandsBy.class);
        within(SOON, "b serves", () -> b.regions.stance(null) instanceof Stance.Serves);
        assertThat(standing(b)).isEqualTo(standing(a));
    }

    @Test
    void lostRegionFindsItselfFencedWhenItReturns() throws SQLException {
        pair.cut();
        AliasClaim claim = redirect(b, b, standing(b).epoch());
        assertThat(b.regions.stance(null)).isEqualTo(new Stance.Serves());
        assertThat(a.regions.stance(null)).as("what it cannot know").isEqualTo(new Stance.Serves());
        try (Connection listener = a.server.getPostgresDatabase().getConnection();
                Statement statement = listener.createStatement()) {
            statement.execute("listen berth_access");
            pair.mend();
            PGNotification[] told = listener.unwrap(PGConnection.class).getNotifications((int) SOON.toMillis());
            assertThat(told).as("nodes are told of what was copied").isNotEmpty();
        }
        assertThat(a.regions.stance(null)).isInstanceOf(Stance.StandsBy.class);
        assertThat(standing(a).claim())
                .hasValueSatisfying(seen -> assertThat(seen.epoch()).isEqualTo(claim.epoch()));
    }

    @Test
    void nobodyHandsOverToARegionThatDoesNotHear() {
        pair.toA.cut();
        within(SOON, "the line is seen to be cut", () -> a.link(b).out() != LinkHealth.Verdict.FLOWING);
        assertThat(a.failover.preview(alias.id(), b.name).obstacles())
                .singleElement()
                .asString()
                .contains("does not hear this one");
        assertThatThrownBy(() -> redirect(a, b, standing(a).epoch())).isInstanceOf(ChangeRefusedException.class);
    }

    @Test
    void whoeverDidNotSeeThePresentStateRedirectsNothing() {
        long seen = standing(b).epoch();
        redirect(b, b, seen);
        assertThatThrownBy(() -> redirect(b, a, seen))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("was redirected since you looked");
        assertThatThrownBy(() ->
                        b.failover.redirect(alias.id(), a.name, standing(b).epoch(), "wrong", "", ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("name is 'wrong'");
    }

    @Test
    void movedPersonIsServedByTheOtherRegion() {
        var alice = new PersonId(UUID.randomUUID());
        var resident =
                new JdbcResidents.Resident(a.name, alice, "alice", "Alice", "Standard", "d-1", "AVAILABLE", false);
        a.failover.move(alias.id(), resident, b.name, ADMIN);
        assertThat(a.regions.stance(alice))
                .isInstanceOfSatisfying(
                        Stance.StandsBy.class,
                        stance -> assertThat(stance.person()).isTrue());
        within(SOON, "b serves her", () -> b.regions.stance(alice) instanceof Stance.Serves);
        assertThat(b.regions.stance(null)).isInstanceOf(Stance.StandsBy.class);
    }

    @Test
    void whatIsSetUpInOneRegionIsKnownInTheOther() {
        a.jdbc.sql("""
                        with g as (insert into ip_access_group (id, home_region, name, description, created_at)
                                   values (gen_random_uuid(), 'region-a', 'Office', '', now()) returning id)
                        insert into ip_access_rule (group_id, position, cidr, description)
                        select id, 1, '192.0.2.0/24', 'Seoul' from g
                        """).update();
        pair.sides().forEach(side -> side.round.tellNow());
        within(
                SOON,
                "b knows",
                () -> b.setUp.differences(a.name, 100).stream()
                        .anyMatch(one -> one.kind().equals("IP_ACCESS_GROUP")
                                && one.name().equals("Office")
                                && one.here() == null
                                && String.valueOf(one.there()).contains("192.0.2.0/24")));
        a.jdbc.sql("delete from ip_access_group").update();
        a.round.tellNow();
        within(SOON, "nothing differs", () -> b.setUp.differences(a.name, 100).isEmpty());
    }

    @Test
    void onlyTheHomeRegionWritesARow() {
        assertThatThrownBy(() -> b.jdbc.sql("update connection_alias set name = 'stolen.example.com'")
                        .update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("belongs to region region-a");
        assertThatThrownBy(() -> a.jdbc.sql("delete from alias_claim").update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> b.aliases.associate(alias.id(), alias.revision(), List.of(), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("it belongs to region region-a. Do it there.");
    }

    @Test
    void aRegionServesOneAlias() {
        ConnectionAlias second = b.aliases.create("second" + UUID.randomUUID() + ".example.com", ADMIN);
        assertThatThrownBy(() -> b.aliases.associate(second.id(), 1, List.of(b.name), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("a region serves one");
        assertThatThrownBy(() -> a.pairings.part(b.name, b.name.value(), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("the alias " + alias.name() + " names it");
        b.aliases.delete(second.id(), 1, ADMIN);
    }

    private AliasStanding standing(TwoRegions.Side side) {
        return side.regions
                .map()
                .alias(alias.id())
                .map(seen -> RegionPlanner.standing(side.regions.map(), seen))
                .orElse(new AliasStanding(AliasState.NOT_ASSOCIATED, Optional.empty(), List.of()));
    }

    private AliasClaim redirect(TwoRegions.Side where, TwoRegions.Side to, long epoch) {
        return where.failover.redirect(alias.id(), to.name, epoch, alias.name(), "A test.", ADMIN);
    }
}
