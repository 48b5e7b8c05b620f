package dev.berth.broker.desktop;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.drill.TestDrills;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.RegionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A region under mortal nodes with a peer, busan, whose rows the test writes, and an alias that both stand for. */
abstract class DrilledHistory extends MortalHistory {

    private static final List<String> SHARED = List.of(
            "drill",
            "drill_call",
            "drill_answer",
            "standby",
            "person_claim",
            "alias_claim",
            "alias_acceptance",
            "connection_alias",
            "region",
            "region_peer",
            "this_region");

    final UUID alias = UUID.randomUUID();
    final List<PersonId> people = new ArrayList<>();
    boolean lost;
    private @Nullable TestDrills drills;
    private @Nullable TestNode of;

    /**
     * @param active the region that serves the alias
     * @param longestLife of a node that is killed, in lines
     */
    DrilledHistory(TestRegion region, Random random, String active, int longestLife) {
        super(region, random, 30, longestLife);
        region.addHost(node);
        SHARED.forEach(table -> asThePeer("delete from " + table));
        var bundle = region.bundle(RunningMode.MANUAL);
        for (int i = 0; i < 3; i++) {
            people.add(region.person());
            node.desktops.open(people.getLast(), bundle);
        }
        node.desktops.open(people.getLast(), region.bundle(RunningMode.MANUAL));
        region.settle(node);
        asThePeer("insert into this_region values (true, 'main')");
        asThePeer("insert into region_peer values ('busan', '127.0.0.1', 1, 'none', 'none', '/none', 'OFF', null,"
                + " 'PAIRED', null, 1, now())");
        asThePeer("insert into region values ('busan', null, 0, 99999, now())");
        asThePeer("insert into connection_alias values ('" + alias
                + "', 'main', 'desktops.example.com', '{main,busan}', 1, now())");
        asThePeer("insert into alias_acceptance values ('main', '" + alias + "', now()), ('busan', '" + alias
                + "', now())");
        asThePeer("insert into alias_claim values ('" + alias + "', 1, 'busan', '" + active
                + "', now(), 'test', 'Begun.')");
        asThePeer("update person set memberships ="
                + " '[{\"id\": {\"sid\": \"S-1-5-21-1-2-3-77\"}, \"name\": \"Pilots\"}]'");
    }

    final TestDrills drills() {
        TestDrills present = drills;
        if (present == null || of != node) {
            present = new TestDrills(
                    node.database,
                    node.transactions,
                    node.desktops,
                    node.points,
                    region.clock,
                    region.images,
                    () -> lost);
            drills = present;
            of = node;
        }
        return present;
    }

    /** Now and then the node that is at it will not live long. */
    final void mayDieSoon() {
        if (random.nextBoolean()) {
            begin(nextLife());
        }
    }

    final void asThePeer(String sql) {
        region.jdbc
                .sql("set session_replication_role = replica; " + sql + "; set session_replication_role = origin")
                .update();
    }

    /** Leads the people to the region, those that it does not serve already. */
    final void claim(String by, String to, String people) {
        asThePeer("""
                insert into person_claim
                select '%s', w.person_id, 1,
                       1 + coalesce((select max(p.number) from person_claim p where p.person_id = w.person_id), 0),
                       '%s', '%s', 'p', now(), 'Berth'
                  from (select distinct q.person_id from (%s) q) w
                 where coalesce((select p.active_region from person_claim p where p.person_id = w.person_id
                                  order by p.number desc, p.home_region desc limit 1), '') <> '%s'
                """.formatted(alias, by, to, people, to));
    }

    final List<String> servedBy() {
        RegionMap map = new JdbcRegions(region.jdbc, new RegionSettings("main")).map();
        return people.stream()
                .map(person ->
                        RegionPlanner.duty(map, person).orElseThrow().active().value())
                .toList();
    }

    final long count(String sql) {
        return region.jdbc.sql(sql).query(Long.class).single();
    }

    @Override
    boolean isRefusal(RuntimeException e) {
        return TestDrills.isRefusal(e) || super.isRefusal(e);
    }

    @Override
    void pass() {
        drills().goOn();
        node.reconciler.reconcile();
    }
}
